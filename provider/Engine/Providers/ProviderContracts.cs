using System.Collections.Immutable;
using Sluice.Engine.Values;

namespace Sluice.Engine.Providers;

/// <summary>Whether an operation changes anything or only says what it would do.</summary>
internal enum RunMode
{
    Apply,
    Preview,
}

/// <summary>One input a provider refuses; the property is empty when the whole resource is at fault.</summary>
internal sealed record CheckFailure(string Property, string Reason);

/// <param name="Urn">The resource.</param>
/// <param name="Olds">The inputs accepted last time; null for a new resource.</param>
/// <param name="News">The inputs of the program.</param>
/// <param name="Seed">Randomness for generated names, stable within one run.</param>
internal sealed record CheckRequest(Urn Urn, PropertyMap? Olds, PropertyMap News, ImmutableArray<byte> Seed);

internal sealed record CheckResult(PropertyMap Inputs, ImmutableArray<CheckFailure> Failures)
{
    /// <summary>Remarks that do not stop the run.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}

internal sealed record DiffRequest(Urn Urn, string Id, PropertyMap OldInputs, PropertyMap OldOutputs, PropertyMap News, ImmutableArray<string> IgnoreChanges);

internal sealed record DiffResult(ImmutableArray<PropertyDifference> Differences)
{
    public bool DeleteBeforeReplace { get; init; }

    public ImmutableArray<string> Stables { get; init; } = [];

    public bool HasChanges => !Differences.IsEmpty;

    public bool Replaces => Differences.Any(static d => d.Replaces);
}

/// <summary>What every operation that may take long is given.</summary>
/// <param name="Urn">The resource.</param>
/// <param name="Mode">Whether to change anything.</param>
/// <param name="Timeout">The limit the program set; zero leaves it to the provider.</param>
/// <param name="Progress">Takes lines that say what is being waited for.</param>
internal sealed record OperationContext(Urn Urn, RunMode Mode, TimeSpan Timeout, Action<string> Progress);

internal sealed record CreateRequest(OperationContext Context, PropertyMap Inputs);

/// <param name="Id">The provider's id; empty in a preview that cannot know it.</param>
/// <param name="Outputs">The resource's state.</param>
/// <param name="InitErrors">Why a resource that exists is not ready; empty when it is.</param>
internal sealed record CreateResult(string Id, PropertyMap Outputs, ImmutableArray<string> InitErrors);

internal sealed record UpdateRequest(OperationContext Context, string Id, PropertyMap OldInputs, PropertyMap OldOutputs, PropertyMap News, ImmutableArray<string> IgnoreChanges);

internal sealed record UpdateResult(PropertyMap Outputs, ImmutableArray<string> InitErrors);

internal sealed record DeleteRequest(OperationContext Context, string Id, PropertyMap OldInputs, PropertyMap OldOutputs);

internal sealed record ReadRequest(OperationContext Context, string Id, PropertyMap? OldInputs, PropertyMap OldOutputs);

/// <param name="Id">Empty when the resource is gone.</param>
/// <param name="Inputs">Inputs that would make the resource as it is now.</param>
/// <param name="Outputs">The state as it is now.</param>
/// <param name="InitErrors">Why it is not ready.</param>
internal sealed record ReadResult(string Id, PropertyMap Inputs, PropertyMap Outputs, ImmutableArray<string> InitErrors)
{
    public static readonly ReadResult Gone = new("", PropertyMap.Empty, PropertyMap.Empty, []);

    public bool Exists => Id.Length > 0;
}

internal sealed record InvokeResult(PropertyMap Return, ImmutableArray<CheckFailure> Failures);

/// <summary>A provider refused or failed an operation; the message is shown under the resource.</summary>
internal sealed class ProviderException : Exception
{
    public ProviderException(string message)
        : base(message)
    {
    }

    public ProviderException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Several failures at once, one message each.</summary>
    public ImmutableArray<string> Reasons { get; init; } = [];
}

using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>What a hook is told of the resource it runs for; what the operation does not have is null.</summary>
internal sealed record HookCall(Urn Urn, string Id)
{
    public PropertyMap? NewInputs { get; init; }

    public PropertyMap? OldInputs { get; init; }

    public PropertyMap? NewOutputs { get; init; }

    public PropertyMap? OldOutputs { get; init; }
}

/// <summary>A function of the program that runs before or after a step.</summary>
internal interface IResourceHook
{
    /// <summary>Whether it runs in previews too.</summary>
    bool OnPreview { get; }

    /// <summary>Whether its failure is a warning only.</summary>
    bool IgnoreErrors { get; }

    /// <exception cref="EngineException">The function failed.</exception>
    Task RunAsync(HookCall call, CancellationToken cancellation);
}

/// <summary>A function of the program that is asked whether an operation that failed is tried again.</summary>
internal interface IErrorHook
{
    /// <param name="call">The resource.</param>
    /// <param name="operation"><c>create</c>, <c>update</c> or <c>delete</c>.</param>
    /// <param name="errors">The errors so far, newest first.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EngineException">The function failed.</exception>
    Task<bool> ShouldRetryAsync(HookCall call, string operation, IReadOnlyList<string> errors, CancellationToken cancellation);
}

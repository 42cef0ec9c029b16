using System.Collections.Immutable;

namespace Sluice.Proxy;

/// <summary>A port that could not be bound. Everything else of the snapshot serves.</summary>
/// <param name="Port">The listener port.</param>
/// <param name="IsUdp">Its transport.</param>
/// <param name="Listeners">Names of the listeners that do not serve because of it.</param>
/// <param name="Message">What happened and what to do, for a condition or a log.</param>
public sealed record BindFailure(int Port, bool IsUdp, ImmutableArray<string> Listeners, string Message);

/// <summary>What became of a snapshot.</summary>
public sealed record ApplyResult
{
    public ImmutableArray<BindFailure> BindFailures { get; init; } = [];

    /// <summary>Certificates and CA bundles that cannot be used; their listeners refuse connections.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    public bool IsComplete => BindFailures.IsEmpty && Problems.IsEmpty;
}

using System.Collections.Immutable;
using Sluice.Control.Cache;
using Sluice.Routing.Model;
using Sluice.Translation;

namespace Sluice.Control.Loop;

/// <summary>Translates a view, reusing what the last translation of the same chain compiled.</summary>
public delegate TranslationResult TranslateCluster(ClusterView view, TranslationMemo? memo);

/// <summary>What one round of the rebuild loop leaves to the next, and to those who write.</summary>
internal sealed record RebuildState
{
    public static readonly RebuildState Initial = new();

    /// <summary>The cluster that the result was made from.</summary>
    public CachedCluster? Cluster { get; init; }

    /// <summary>The last good result; null before the first.</summary>
    public TranslationResult? Result { get; init; }

    public ImmutableDictionary<ObjectKey, RoutingSnapshot> Published { get; init; } = ImmutableDictionary<ObjectKey, RoutingSnapshot>.Empty;

    public ImmutableDictionary<ObjectKey, GatewayDataPlane> DataPlanes { get; init; } = ImmutableDictionary<ObjectKey, GatewayDataPlane>.Empty;

    /// <summary>Generation of each Gateway with which it was last Programmed.</summary>
    public ImmutableDictionary<ObjectKey, long> Programmed { get; init; } = ImmutableDictionary<ObjectKey, long>.Empty;

    /// <summary>What the last translation died of; null when it did not.</summary>
    public string? Failure { get; init; }
}

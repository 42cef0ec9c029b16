using Sluice.Control.Cache;
using Sluice.Routing.Model;
using Sluice.Translation;

namespace Sluice.Control.Mesh;

/// <summary>Everything that capture is decided by.</summary>
internal sealed record MeshFacts
{
    public required CachedCluster Cluster { get; init; }

    /// <summary>The Service of the mesh proxies.</summary>
    public required ObjectKey Proxies { get; init; }

    /// <summary>What the mesh proxies have to serve, as translated from <see cref="Cluster"/>.</summary>
    public required RoutingSnapshot Snapshot { get; init; }

    /// <summary>Names of the mesh proxies that serve <see cref="Snapshot"/> or a newer one.</summary>
    public required IReadOnlySet<string> Current { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>Control is taken away: every Service is released, whatever its labels say.</summary>
    public bool IsEnding { get; init; }
}

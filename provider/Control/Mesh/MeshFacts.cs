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

    /// <summary>Since when no mesh proxy is ready; null while one is.</summary>
    public DateTimeOffset? UnservedSince { get; init; }

    /// <summary>Whether a mesh proxy is ready, by the slices of their Service.</summary>
    public static bool IsServed(CachedCluster cluster, ObjectKey proxies) => cluster.EndpointSlices.Values.Any(slice =>
        slice.Metadata?.Namespace == proxies.Namespace && slice.Metadata.Labels is { } labels && labels.TryGetValue("kubernetes.io/service-name", out var service) && service == proxies.Name
        && slice.Endpoints?.Any(endpoint => endpoint.Conditions?.Ready != false) == true);

    /// <summary>Whether <see cref="ReleasePermit"/> is there; null where that is not known yet.</summary>
    public bool? HasPermit { get; init; }

    /// <summary>Control is taken away: every Service is released, whatever its labels say.</summary>
    public bool IsEnding { get; init; }
}

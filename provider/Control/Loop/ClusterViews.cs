using System.Collections.Immutable;
using Sluice.Control.Cache;
using Sluice.Translation;

namespace Sluice.Control.Loop;

/// <summary>The cache's view as translation wants it.</summary>
internal static class ClusterViews
{
    public static ClusterView Of(CachedCluster cluster, ImmutableDictionary<ObjectKey, GatewayDataPlane> dataPlanes) => new()
    {
        GatewayClasses = cluster.GatewayClasses,
        Gateways = cluster.Gateways,
        ListenerSets = cluster.ListenerSets,
        HttpRoutes = cluster.HttpRoutes,
        GrpcRoutes = cluster.GrpcRoutes,
        TlsRoutes = cluster.TlsRoutes,
        TcpRoutes = cluster.TcpRoutes,
        UdpRoutes = cluster.UdpRoutes,
        ReferenceGrants = cluster.ReferenceGrants,
        BackendTlsPolicies = cluster.BackendTlsPolicies,
        Meshes = cluster.Meshes,
        Namespaces = cluster.Namespaces,
        Services = cluster.Services,
        EndpointSlices = cluster.EndpointSlices,
        Secrets = cluster.Secrets,
        ConfigMaps = cluster.ConfigMaps,
        ClientAddresses = cluster.ClientAddresses,
        DataPlanes = dataPlanes,
    };
}

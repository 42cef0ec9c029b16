using System.Collections.Immutable;
using Sluice.Control.Cache;
using Sluice.GatewayApi;
using Sluice.Translation;

namespace Sluice.Control.Loop;

/// <summary>The cache's view as translation wants it.</summary>
internal static class ClusterViews
{
    public static ClusterView Of(CachedCluster cluster, ImmutableDictionary<ObjectKey, GatewayDataPlane> dataPlanes) => new()
    {
        Definitions = Definitions(cluster),
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

    private static ImmutableDictionary<string, ApiDefinition> Definitions(CachedCluster cluster) => cluster.Definitions
        .Where(pair => pair.Key.Name.EndsWith(".gateway.networking.k8s.io", StringComparison.Ordinal))
        .ToImmutableDictionary(pair => pair.Key.Name, pair => new ApiDefinition(Annotation(pair.Value, ApiDefinition.VersionAnnotation), Annotation(pair.Value, ApiDefinition.ChannelAnnotation)));

    private static string? Annotation(UnknownKind definition, string name) => definition.Metadata?.Annotations is { } all && all.TryGetValue(name, out var value) ? value : null;
}

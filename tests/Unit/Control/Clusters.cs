using System.Collections.Immutable;
using Sluice.Control.Cache;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;
using Sluice.Translation;

namespace Sluice.Control.Tests;

/// <summary>A cluster without objects, to start from.</summary>
internal static class Clusters
{
    public static readonly CachedCluster Empty = new()
    {
        GatewayClasses = ImmutableDictionary<ObjectKey, GatewayClass>.Empty,
        Gateways = ImmutableDictionary<ObjectKey, Gateway>.Empty,
        ListenerSets = ImmutableDictionary<ObjectKey, ListenerSet>.Empty,
        HttpRoutes = ImmutableDictionary<ObjectKey, HTTPRoute>.Empty,
        GrpcRoutes = ImmutableDictionary<ObjectKey, GRPCRoute>.Empty,
        TlsRoutes = ImmutableDictionary<ObjectKey, TLSRoute>.Empty,
        TcpRoutes = ImmutableDictionary<ObjectKey, TCPRoute>.Empty,
        UdpRoutes = ImmutableDictionary<ObjectKey, UDPRoute>.Empty,
        ReferenceGrants = ImmutableDictionary<ObjectKey, ReferenceGrant>.Empty,
        BackendTlsPolicies = ImmutableDictionary<ObjectKey, BackendTLSPolicy>.Empty,
        Meshes = ImmutableDictionary<ObjectKey, XMesh>.Empty,
        Definitions = ImmutableDictionary<ObjectKey, UnknownKind>.Empty,
        Namespaces = ImmutableDictionary<ObjectKey, Namespace>.Empty,
        Services = ImmutableDictionary<ObjectKey, Service>.Empty,
        EndpointSlices = ImmutableDictionary<ObjectKey, EndpointSlice>.Empty,
        Secrets = ImmutableDictionary<ObjectKey, Secret>.Empty,
        ConfigMaps = ImmutableDictionary<ObjectKey, ConfigMap>.Empty,
        ServiceAccounts = ImmutableDictionary<ObjectKey, UnknownKind>.Empty,
        Deployments = ImmutableDictionary<ObjectKey, UnknownKind>.Empty,
        Autoscalers = ImmutableDictionary<ObjectKey, UnknownKind>.Empty,
        DisruptionBudgets = ImmutableDictionary<ObjectKey, UnknownKind>.Empty,
    };

    /// <summary>The same with these Services and slices.</summary>
    public static CachedCluster With(this CachedCluster cluster, params KubernetesObject[] items) => items.Aggregate(cluster, (view, item) =>
    {
        var key = new ObjectKey(item.Metadata?.Namespace ?? "", item.Metadata?.Name ?? "");
        return item switch
        {
            Service service => view with { Services = view.Services.SetItem(key, service) },
            EndpointSlice slice => view with { EndpointSlices = view.EndpointSlices.SetItem(key, slice) },
            _ => throw new ArgumentException($"{item} has no place here.", nameof(items)),
        };
    });
}

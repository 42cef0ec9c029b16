using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;

namespace Sluice.Translation;

/// <summary>
/// The cluster as translation sees it: every watched object at one moment. The objects are not changed after they are in a view; an
/// object that did not change is the same instance in the next view, which is what makes translation incremental.
/// Objects are taken with the server's defaults filled in, and read with the same defaults where they are not.
/// </summary>
public sealed record ClusterView
{
    public static readonly ClusterView Empty = new();

    /// <summary>Installed definitions of the Gateway API by name (httproutes.gateway.networking.k8s.io); empty where they are not known.</summary>
    public ImmutableDictionary<string, ApiDefinition> Definitions { get; init; } = ImmutableDictionary<string, ApiDefinition>.Empty;

    public ImmutableDictionary<ObjectKey, GatewayClass> GatewayClasses { get; init; } = ImmutableDictionary<ObjectKey, GatewayClass>.Empty;

    public ImmutableDictionary<ObjectKey, Gateway> Gateways { get; init; } = ImmutableDictionary<ObjectKey, Gateway>.Empty;

    public ImmutableDictionary<ObjectKey, ListenerSet> ListenerSets { get; init; } = ImmutableDictionary<ObjectKey, ListenerSet>.Empty;

    public ImmutableDictionary<ObjectKey, HTTPRoute> HttpRoutes { get; init; } = ImmutableDictionary<ObjectKey, HTTPRoute>.Empty;

    public ImmutableDictionary<ObjectKey, GRPCRoute> GrpcRoutes { get; init; } = ImmutableDictionary<ObjectKey, GRPCRoute>.Empty;

    public ImmutableDictionary<ObjectKey, TLSRoute> TlsRoutes { get; init; } = ImmutableDictionary<ObjectKey, TLSRoute>.Empty;

    public ImmutableDictionary<ObjectKey, TCPRoute> TcpRoutes { get; init; } = ImmutableDictionary<ObjectKey, TCPRoute>.Empty;

    public ImmutableDictionary<ObjectKey, UDPRoute> UdpRoutes { get; init; } = ImmutableDictionary<ObjectKey, UDPRoute>.Empty;

    public ImmutableDictionary<ObjectKey, ReferenceGrant> ReferenceGrants { get; init; } = ImmutableDictionary<ObjectKey, ReferenceGrant>.Empty;

    public ImmutableDictionary<ObjectKey, BackendTLSPolicy> BackendTlsPolicies { get; init; } = ImmutableDictionary<ObjectKey, BackendTLSPolicy>.Empty;

    public ImmutableDictionary<ObjectKey, XMesh> Meshes { get; init; } = ImmutableDictionary<ObjectKey, XMesh>.Empty;

    public ImmutableDictionary<ObjectKey, Namespace> Namespaces { get; init; } = ImmutableDictionary<ObjectKey, Namespace>.Empty;

    public ImmutableDictionary<ObjectKey, Service> Services { get; init; } = ImmutableDictionary<ObjectKey, Service>.Empty;

    public ImmutableDictionary<ObjectKey, EndpointSlice> EndpointSlices { get; init; } = ImmutableDictionary<ObjectKey, EndpointSlice>.Empty;

    public ImmutableDictionary<ObjectKey, Secret> Secrets { get; init; } = ImmutableDictionary<ObjectKey, Secret>.Empty;

    public ImmutableDictionary<ObjectKey, ConfigMap> ConfigMaps { get; init; } = ImmutableDictionary<ObjectKey, ConfigMap>.Empty;

    /// <summary>Addresses of pods, sorted, by namespace; of those namespaces that <see cref="ProvisioningPlan.ClientNamespaces"/> asked for.</summary>
    public ImmutableDictionary<string, EquatableArray<string>> ClientAddresses { get; init; } = ImmutableDictionary<string, EquatableArray<string>>.Empty;

    /// <summary>What is known about the data plane of each Gateway; a Gateway that is not here is <see cref="GatewayDataPlane.Unknown"/>.</summary>
    public ImmutableDictionary<ObjectKey, GatewayDataPlane> DataPlanes { get; init; } = ImmutableDictionary<ObjectKey, GatewayDataPlane>.Empty;
}

using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;
using Sluice.Translation;

namespace Sluice.Control.Cache;

/// <summary>The cluster at one moment, as far as control looks at it.</summary>
internal sealed record CachedCluster
{
    public required ImmutableDictionary<ObjectKey, GatewayClass> GatewayClasses { get; init; }

    public required ImmutableDictionary<ObjectKey, Gateway> Gateways { get; init; }

    public required ImmutableDictionary<ObjectKey, ListenerSet> ListenerSets { get; init; }

    public required ImmutableDictionary<ObjectKey, HTTPRoute> HttpRoutes { get; init; }

    public required ImmutableDictionary<ObjectKey, GRPCRoute> GrpcRoutes { get; init; }

    public required ImmutableDictionary<ObjectKey, TLSRoute> TlsRoutes { get; init; }

    public required ImmutableDictionary<ObjectKey, TCPRoute> TcpRoutes { get; init; }

    public required ImmutableDictionary<ObjectKey, UDPRoute> UdpRoutes { get; init; }

    public required ImmutableDictionary<ObjectKey, ReferenceGrant> ReferenceGrants { get; init; }

    public required ImmutableDictionary<ObjectKey, BackendTLSPolicy> BackendTlsPolicies { get; init; }

    public required ImmutableDictionary<ObjectKey, XMesh> Meshes { get; init; }

    /// <summary>With the annotations that tell of the Gateway API, and no others.</summary>
    public required ImmutableDictionary<ObjectKey, UnknownKind> Definitions { get; init; }

    public required ImmutableDictionary<ObjectKey, Namespace> Namespaces { get; init; }

    public required ImmutableDictionary<ObjectKey, Service> Services { get; init; }

    public required ImmutableDictionary<ObjectKey, EndpointSlice> EndpointSlices { get; init; }

    public required ImmutableDictionary<ObjectKey, Secret> Secrets { get; init; }

    public required ImmutableDictionary<ObjectKey, ConfigMap> ConfigMaps { get; init; }

    /// <summary>Addresses of pods by namespace, as far as they are watched.</summary>
    public ImmutableDictionary<string, EquatableArray<string>> ClientAddresses { get; init; } = ImmutableDictionary<string, EquatableArray<string>>.Empty;

    /// <summary>Those that control made, and likewise below.</summary>
    public required ImmutableDictionary<ObjectKey, UnknownKind> ServiceAccounts { get; init; }

    public required ImmutableDictionary<ObjectKey, UnknownKind> Deployments { get; init; }

    public required ImmutableDictionary<ObjectKey, UnknownKind> Autoscalers { get; init; }

    public required ImmutableDictionary<ObjectKey, UnknownKind> DisruptionBudgets { get; init; }
}

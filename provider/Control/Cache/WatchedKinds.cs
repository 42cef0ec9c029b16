using System.Text.Json;
using Sluice.Control.Kubernetes;
using Sluice.Control.Provisioning;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;
using Sluice.Translation;

namespace Sluice.Control.Cache;

/// <summary>The kinds that control watches: the ClusterRole of the platform must let it list and watch each of them.</summary>
internal static class WatchedKinds
{
    private const string GatewayGroup = "gateway.networking.k8s.io";
    private const string Owned = "&labelSelector=app.kubernetes.io%2Fmanaged-by%3D" + ControlDefaults.ManagedBy;

    // Helm keeps whole releases in Secrets, and old clusters a token per service account; neither is ever referred to.
    private const string NoBookkeeping = "&fieldSelector=type%21%3Dhelm.sh%2Frelease.v1%2Ctype%21%3Dkubernetes.io%2Fservice-account-token";

    public static WatchedKind<GatewayClass> GatewayClasses { get; } = new(Gateway("gatewayclasses", "GatewayClass", namespaced: false));

    public static WatchedKind<Gateway> Gateways { get; } = new(Gateway("gateways", "Gateway"));

    public static WatchedKind<ListenerSet> ListenerSets { get; } = new(Gateway("listenersets", "ListenerSet"));

    public static WatchedKind<HTTPRoute> HttpRoutes { get; } = new(Gateway("httproutes", "HTTPRoute"));

    public static WatchedKind<GRPCRoute> GrpcRoutes { get; } = new(Gateway("grpcroutes", "GRPCRoute"));

    public static WatchedKind<TLSRoute> TlsRoutes { get; } = new(Gateway("tlsroutes", "TLSRoute"));

    public static WatchedKind<TCPRoute> TcpRoutes { get; } = new(Gateway("tcproutes", "TCPRoute"));

    public static WatchedKind<UDPRoute> UdpRoutes { get; } = new(Gateway("udproutes", "UDPRoute"));

    public static WatchedKind<ReferenceGrant> ReferenceGrants { get; } = new(Gateway("referencegrants", "ReferenceGrant"));

    public static WatchedKind<BackendTLSPolicy> BackendTlsPolicies { get; } = new(Gateway("backendtlspolicies", "BackendTLSPolicy"));

    public static WatchedKind<XMesh> Meshes { get; } = new(new ApiResource("gateway.networking.x-k8s.io", "v1alpha1", "xmeshes", "XMesh", Namespaced: false)) { IsOptional = true };

    /// <summary>Definitions of every API; only those of the Gateway API are looked at.</summary>
    public static WatchedKind<UnknownKind> Definitions { get; } =
        new(new ApiResource("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", Namespaced: false)) { IsOptional = true, MetadataOnly = true, Prune = KeepBundle };

    public static WatchedKind<Namespace> Namespaces { get; } = new(Core("namespaces", "Namespace", namespaced: false));

    public static WatchedKind<Service> Services { get; } = new(Core("services", "Service")) { StatusMatters = true };

    public static WatchedKind<EndpointSlice> EndpointSlices { get; } =
        new(new ApiResource("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", Namespaced: true)) { StatusMatters = true };

    public static WatchedKind<Secret> Secrets { get; } = new(Core("secrets", "Secret")) { Query = NoBookkeeping, Prune = KeepCertificates };

    public static WatchedKind<ConfigMap> ConfigMaps { get; } = new(Core("configmaps", "ConfigMap"));

    public static WatchedKind<UnknownKind> OwnedServiceAccounts { get; } = new(OwnedKinds.ServiceAccounts) { Query = Owned };

    public static WatchedKind<UnknownKind> OwnedDeployments { get; } = new(OwnedKinds.Deployments) { Query = Owned, Prune = KeepMetadata };

    public static WatchedKind<UnknownKind> OwnedAutoscalers { get; } = new(OwnedKinds.Autoscalers) { Query = Owned, Prune = KeepMetadata };

    public static WatchedKind<UnknownKind> OwnedDisruptionBudgets { get; } = new(OwnedKinds.DisruptionBudgets) { Query = Owned, Prune = KeepMetadata };

    /// <summary>Pods of a namespace whose clients a route is for.</summary>
    public static WatchedKind<Pod> ClientPods(string ns) => new(Core("pods", "Pod")) { Namespace = ns, Prune = KeepAddresses, StatusMatters = true };

    private static ApiResource Gateway(string plural, string kind, bool namespaced = true) => new(GatewayGroup, "v1", plural, kind, namespaced);

    private static ApiResource Core(string plural, string kind, bool namespaced = true) => new("", "v1", plural, kind, namespaced);

    private static void KeepBundle(UnknownKind definition)
    {
        definition.UnknownFields = null;
        definition.Metadata!.UnknownFields = null;
        foreach (var name in definition.Metadata.Annotations?.Keys.Where(name => name is not (ApiDefinition.VersionAnnotation or ApiDefinition.ChannelAnnotation)).ToList() ?? [])
        {
            definition.Metadata.Annotations!.Remove(name);
        }
    }

    private static void KeepMetadata(UnknownKind item) => item.UnknownFields = null;

    // A pod on its host's network shares its address with others.
    private static void KeepAddresses(Pod pod)
    {
        if (pod.UnknownFields is { } fields && fields.TryGetValue("spec", out var spec) && spec.ValueKind == JsonValueKind.Object && spec.TryGetProperty("hostNetwork", out var shared) && shared.ValueKind == JsonValueKind.True)
        {
            pod.Status = null;
        }

        pod.UnknownFields = null;
    }

    private static void KeepCertificates(Secret secret)
    {
        foreach (var key in secret.Data?.Keys.Where(key => key is not ("tls.crt" or "tls.key" or "ca.crt" or "ca.crl")).ToList() ?? [])
        {
            // The key stays, the value goes: a message may tell which keys there are.
            secret.Data![key] = "";
        }
    }
}

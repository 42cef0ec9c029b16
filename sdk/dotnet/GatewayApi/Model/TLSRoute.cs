namespace Sluice.GatewayApi;

/// <summary>Forwards TLS connections by SNI.</summary>
[KubernetesKind(
    "gateway.networking.k8s.io", "TLSRoute",
    Versions = ["v1", "v1alpha2", "v1alpha3"],
    StorageVersion = "v1",
    Plural = "tlsroutes",
    Namespaced = true,
    DeprecatedVersions = ["v1alpha2", "v1alpha3"],
    Channel = Channel.Standard,
    HasStatus = true)]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed class TLSRoute() : KubernetesObject("gateway.networking.k8s.io/v1", "TLSRoute")
{
    /// <summary>What is wanted.</summary>
    [Schema(Required = true)]
    public TLSRouteSpec? Spec { get; set; }

    /// <summary>What controllers report.</summary>
    public RouteStatus? Status { get; set; }
}

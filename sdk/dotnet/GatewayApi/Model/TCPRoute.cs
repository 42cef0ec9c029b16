namespace Sluice.GatewayApi;

/// <summary>Forwards TCP connections.</summary>
[KubernetesKind(
    "gateway.networking.k8s.io", "TCPRoute",
    Versions = ["v1", "v1alpha2"],
    StorageVersion = "v1",
    Plural = "tcproutes",
    Namespaced = true,
    DeprecatedVersions = ["v1alpha2"],
    Channel = Channel.Standard,
    HasStatus = true)]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed class TCPRoute() : KubernetesObject("gateway.networking.k8s.io/v1", "TCPRoute")
{
    /// <summary>What is wanted.</summary>
    [Schema(Required = true)]
    public TCPRouteSpec? Spec { get; set; }

    /// <summary>What controllers report.</summary>
    public RouteStatus? Status { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>Forwards UDP datagrams.</summary>
[KubernetesKind(
    "gateway.networking.k8s.io", "UDPRoute",
    Versions = ["v1", "v1alpha2"],
    StorageVersion = "v1",
    Plural = "udproutes",
    Namespaced = true,
    DeprecatedVersions = ["v1alpha2"],
    Channel = Channel.Standard,
    HasStatus = true)]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed class UDPRoute() : KubernetesObject("gateway.networking.k8s.io/v1", "UDPRoute")
{
    /// <summary>What is wanted.</summary>
    [Schema(Required = true)]
    public UDPRouteSpec? Spec { get; set; }

    /// <summary>What controllers report.</summary>
    public RouteStatus? Status { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>Routes HTTP requests.</summary>
[KubernetesKind(
    "gateway.networking.k8s.io", "HTTPRoute",
    Versions = ["v1", "v1beta1"],
    StorageVersion = "v1",
    Plural = "httproutes",
    Namespaced = true,
    Channel = Channel.Standard,
    HasStatus = true)]
[PrinterColumn("Hostnames", "string", ".spec.hostnames")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed class HTTPRoute() : KubernetesObject("gateway.networking.k8s.io/v1", "HTTPRoute")
{
    /// <summary>What is wanted.</summary>
    [Schema(Required = true)]
    public HTTPRouteSpec? Spec { get; set; }

    /// <summary>What controllers report.</summary>
    public RouteStatus? Status { get; set; }
}

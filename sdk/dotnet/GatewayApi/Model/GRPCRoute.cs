namespace Sluice.GatewayApi;

/// <summary>Routes gRPC requests.</summary>
[KubernetesKind(
    "gateway.networking.k8s.io", "GRPCRoute",
    Versions = ["v1"],
    StorageVersion = "v1",
    Plural = "grpcroutes",
    Namespaced = true,
    Channel = Channel.Standard,
    HasStatus = true)]
[PrinterColumn("Hostnames", "string", ".spec.hostnames")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed class GRPCRoute() : KubernetesObject("gateway.networking.k8s.io/v1", "GRPCRoute")
{
    /// <summary>What is wanted.</summary>
    [Schema(Required = true)]
    public GRPCRouteSpec? Spec { get; set; }

    /// <summary>What controllers report.</summary>
    public RouteStatus? Status { get; set; }
}

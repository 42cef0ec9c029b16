namespace Sluice.GatewayApi;

/// <summary>A kind of Gateway that a controller offers.</summary>
[KubernetesKind(
    "gateway.networking.k8s.io", "GatewayClass",
    Versions = ["v1", "v1beta1"],
    StorageVersion = "v1",
    Plural = "gatewayclasses",
    Namespaced = false,
    ShortNames = ["gc"],
    Channel = Channel.Standard,
    HasStatus = true)]
[PrinterColumn("Controller", "string", ".spec.controllerName")]
[PrinterColumn("Accepted", "string", ".status.conditions[?(@.type==\"Accepted\")].status")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
[PrinterColumn("Description", "string", ".spec.description", Priority = 1)]
public sealed class GatewayClass() : KubernetesObject("gateway.networking.k8s.io/v1", "GatewayClass")
{
    /// <summary>What is wanted.</summary>
    [Schema(Required = true)]
    public GatewayClassSpec? Spec { get; set; }

    /// <summary>What controllers report.</summary>
    [Schema(Default = """{"conditions":[{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"}]}""")]
    public GatewayClassStatus? Status { get; set; }
}

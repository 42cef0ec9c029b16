namespace Sluice.GatewayApi;

/// <summary>Listeners that a data plane serves.</summary>
[KubernetesKind(
    "gateway.networking.k8s.io", "Gateway",
    Versions = ["v1", "v1beta1"],
    StorageVersion = "v1",
    Plural = "gateways",
    Namespaced = true,
    ShortNames = ["gtw"],
    Channel = Channel.Standard,
    HasStatus = true)]
[PrinterColumn("Class", "string", ".spec.gatewayClassName")]
[PrinterColumn("Address", "string", ".status.addresses[*].value")]
[PrinterColumn("Programmed", "string", ".status.conditions[?(@.type==\"Programmed\")].status")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed class Gateway() : KubernetesObject("gateway.networking.k8s.io/v1", "Gateway")
{
    /// <summary>What is wanted.</summary>
    [Schema(Required = true)]
    public GatewaySpec? Spec { get; set; }

    /// <summary>What controllers report.</summary>
    [Schema(Default = """{"conditions":[{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"},{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Programmed"}]}""")]
    public GatewayStatus? Status { get; set; }
}

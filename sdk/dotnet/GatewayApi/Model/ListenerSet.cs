namespace Sluice.GatewayApi;

/// <summary>Further listeners for a Gateway.</summary>
[KubernetesKind(
    "gateway.networking.k8s.io", "ListenerSet",
    Versions = ["v1"],
    StorageVersion = "v1",
    Plural = "listenersets",
    Namespaced = true,
    ShortNames = ["lset"],
    Channel = Channel.Standard,
    HasStatus = true)]
[PrinterColumn("Accepted", "string", ".status.conditions[?(@.type==\"Accepted\")].status")]
[PrinterColumn("Programmed", "string", ".status.conditions[?(@.type==\"Programmed\")].status")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed class ListenerSet() : KubernetesObject("gateway.networking.k8s.io/v1", "ListenerSet")
{
    /// <summary>What is wanted.</summary>
    [Schema(Required = true)]
    public ListenerSetSpec? Spec { get; set; }

    /// <summary>What controllers report.</summary>
    [Schema(Default = """{"conditions":[{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"},{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Programmed"}]}""")]
    public ListenerSetStatus? Status { get; set; }
}

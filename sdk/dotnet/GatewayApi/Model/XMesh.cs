namespace Sluice.GatewayApi;

/// <summary>A service mesh that a controller runs.</summary>
[KubernetesKind(
    "gateway.networking.x-k8s.io", "XMesh",
    Versions = ["v1alpha1"],
    StorageVersion = "v1alpha1",
    Plural = "xmeshes",
    Namespaced = false,
    ShortNames = ["mesh"],
    Channel = Channel.Experimental,
    HasStatus = true)]
[PrinterColumn("Accepted", "string", ".status.conditions[?(@.type==\"Accepted\")].status")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed class XMesh() : KubernetesObject("gateway.networking.x-k8s.io/v1alpha1", "XMesh")
{
    /// <summary>What is wanted.</summary>
    [Schema(Required = true)]
    public XMeshSpec? Spec { get; set; }

    /// <summary>What controllers report.</summary>
    [Schema(Default = """{"conditions":[{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"}]}""")]
    public XMeshStatus? Status { get; set; }
}

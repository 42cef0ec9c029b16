namespace Sluice.GatewayApi;

/// <summary>A destination outside the cluster.</summary>
[KubernetesKind(
    "gateway.networking.x-k8s.io", "XBackend",
    Versions = ["v1alpha1"],
    StorageVersion = "v1alpha1",
    Plural = "xbackends",
    Namespaced = true,
    ShortNames = ["xbackend"],
    Channel = Channel.Experimental,
    HasStatus = true)]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed class XBackend() : KubernetesObject("gateway.networking.x-k8s.io/v1alpha1", "XBackend")
{
    /// <summary>What is wanted.</summary>
    [Schema(Required = true)]
    public XBackendSpec? Spec { get; set; }

    /// <summary>What controllers report.</summary>
    public XBackendStatus? Status { get; set; }
}

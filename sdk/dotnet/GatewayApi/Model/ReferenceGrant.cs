namespace Sluice.GatewayApi;

/// <summary>Allows references from other namespaces into its own.</summary>
[KubernetesKind(
    "gateway.networking.k8s.io", "ReferenceGrant",
    Versions = ["v1", "v1beta1"],
    StorageVersion = "v1beta1",
    Plural = "referencegrants",
    Namespaced = true,
    ShortNames = ["refgrant"],
    Channel = Channel.Standard,
    HasStatus = false)]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed class ReferenceGrant() : KubernetesObject("gateway.networking.k8s.io/v1", "ReferenceGrant")
{
    /// <summary>What is wanted.</summary>
    [Schema(Required = true)]
    public ReferenceGrantSpec? Spec { get; set; }
}

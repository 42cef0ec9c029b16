namespace Sluice.GatewayApi;

/// <summary>Says how a gateway speaks TLS to the Services it targets.</summary>
[KubernetesKind(
    "gateway.networking.k8s.io", "BackendTLSPolicy",
    Versions = ["v1", "v1alpha3"],
    StorageVersion = "v1",
    Plural = "backendtlspolicies",
    Namespaced = true,
    ShortNames = ["btlspolicy"],
    DeprecatedVersions = ["v1alpha3"],
    Channel = Channel.Standard,
    HasStatus = true)]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed class BackendTLSPolicy() : KubernetesObject("gateway.networking.k8s.io/v1", "BackendTLSPolicy")
{
    /// <summary>What is wanted.</summary>
    [Schema(Required = true)]
    public BackendTLSPolicySpec? Spec { get; set; }

    /// <summary>What controllers report.</summary>
    public PolicyStatus? Status { get; set; }
}

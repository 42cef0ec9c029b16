namespace Sluice.GatewayApi;

/// <summary>Retry budgets and session persistence of backends.</summary>
[KubernetesKind(
    "gateway.networking.x-k8s.io", "XBackendTrafficPolicy",
    Versions = ["v1alpha1"],
    StorageVersion = "v1alpha1",
    Plural = "xbackendtrafficpolicies",
    Namespaced = true,
    ShortNames = ["xbtrafficpolicy"],
    Channel = Channel.Experimental,
    HasStatus = true)]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed class XBackendTrafficPolicy() : KubernetesObject("gateway.networking.x-k8s.io/v1alpha1", "XBackendTrafficPolicy")
{
    /// <summary>What is wanted.</summary>
    [Schema(Required = true)]
    public XBackendTrafficPolicySpec? Spec { get; set; }

    /// <summary>What controllers report.</summary>
    public PolicyStatus? Status { get; set; }
}

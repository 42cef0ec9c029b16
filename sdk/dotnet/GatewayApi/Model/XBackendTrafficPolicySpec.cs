namespace Sluice.GatewayApi;

/// <summary>Targets and settings of an XBackendTrafficPolicy.</summary>
public sealed class XBackendTrafficPolicySpec : SchemaObject
{
    /// <summary>Limits on retries.</summary>
    public RetryConstraint? RetryConstraint { get; set; }

    /// <summary>Keeps a client on one backend.</summary>
    public SessionPersistence? SessionPersistence { get; set; }

    /// <summary>The Services that the policy is about; 1 to 16.</summary>
    [Schema(Required = true, MinItems = 1, MaxItems = 16)]
    [ListMap("group", "kind", "name")]
    public IList<LocalPolicyTargetReference>? TargetRefs { get; set; }
}

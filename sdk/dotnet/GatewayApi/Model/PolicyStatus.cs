namespace Sluice.GatewayApi;

/// <summary>State of a policy.</summary>
public sealed class PolicyStatus : SchemaObject
{
    /// <summary>State per ancestor; at most 16.</summary>
    [Schema(Required = true, MaxItems = 16)]
    public IList<PolicyAncestorStatus>? Ancestors { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>Targets and validation of a BackendTLSPolicy.</summary>
public sealed class BackendTLSPolicySpec : SchemaObject
{
    /// <summary>Settings defined by the implementation; at most 16.</summary>
    [Schema(MaxProperties = 16)]
    [ItemSchema(MinLength = 0, MaxLength = 4096)]
    public IDictionary<string, string>? Options { get; set; }

    /// <summary>The Services, or ports of them, that the policy is about; 1 to 16.</summary>
    [Schema(Required = true, MinItems = 1, MaxItems = 16)]
    public IList<LocalPolicyTargetReferenceWithSectionName>? TargetRefs { get; set; }

    /// <summary>How the backend's certificate is checked.</summary>
    [Schema(Required = true)]
    public BackendTLSPolicyValidation? Validation { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>State of a backend with respect to one parent.</summary>
public sealed class XBackendParentStatus : SchemaObject
{
    /// <summary>State as conditions, at most one per type.</summary>
    [ListMap("type")]
    public IList<Condition>? Conditions { get; set; }

    /// <summary>Domain-prefixed name of the controller that wrote or owns this.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 253, Pattern = Patterns.ControllerName)]
    public string? ControllerName { get; set; }

    /// <summary>The parent.</summary>
    [Schema(Required = true)]
    public ParentReference? ParentRef { get; set; }
}

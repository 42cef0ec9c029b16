namespace Sluice.GatewayApi;

/// <summary>State of a policy with respect to one ancestor.</summary>
public sealed class PolicyAncestorStatus : SchemaObject
{
    /// <summary>The ancestor, usually a Gateway.</summary>
    [Schema(Required = true)]
    public ParentReference? AncestorRef { get; set; }

    /// <summary>State as conditions, at most one per type.</summary>
    [Schema(Required = true, MinItems = 1, MaxItems = 8)]
    [ListMap("type")]
    public IList<Condition>? Conditions { get; set; }

    /// <summary>Domain-prefixed name of the controller that wrote or owns this.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 253, Pattern = Patterns.ControllerName)]
    public string? ControllerName { get; set; }
}

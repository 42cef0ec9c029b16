namespace Sluice.GatewayApi;

/// <summary>State of a route with respect to one parent.</summary>
public sealed class RouteParentStatus : SchemaObject
{
    /// <summary>State as conditions, at most one per type.</summary>
    [Schema(Required = true, MinItems = 1, MaxItems = 8)]
    [ListMap("type")]
    public IList<Condition>? Conditions { get; set; }

    /// <summary>Domain-prefixed name of the controller that wrote or owns this.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 253, Pattern = Patterns.ControllerName)]
    public string? ControllerName { get; set; }

    /// <summary>The parent, as the route's spec names it.</summary>
    [Schema(Required = true)]
    public ParentReference? ParentRef { get; set; }
}

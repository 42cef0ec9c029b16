namespace Sluice.GatewayApi;

/// <summary>State of a GatewayClass.</summary>
public sealed class GatewayClassStatus : SchemaObject
{
    /// <summary>State as conditions, at most one per type.</summary>
    [Schema(MaxItems = 8, Default = """[{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"}]""")]
    [ListMap("type")]
    public IList<Condition>? Conditions { get; set; }

    /// <summary>What the controller can do, sorted by name.</summary>
    [Schema(MaxItems = 64)]
    [ListMap("name")]
    public IList<SupportedFeature>? SupportedFeatures { get; set; }
}

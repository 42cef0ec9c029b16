namespace Sluice.GatewayApi;

/// <summary>State of a mesh.</summary>
public sealed class XMeshStatus : SchemaObject
{
    /// <summary>State as conditions, at most one per type.</summary>
    [Schema(MaxItems = 8, Default = """[{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"},{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Programmed"}]""")]
    [ListMap("type")]
    public IList<Condition>? Conditions { get; set; }

    /// <summary>What the controller can do, sorted by name.</summary>
    [Schema(MaxItems = 64)]
    [ListMap("name")]
    public IList<SupportedFeature>? SupportedFeatures { get; set; }
}

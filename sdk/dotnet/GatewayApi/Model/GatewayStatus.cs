namespace Sluice.GatewayApi;

/// <summary>State of a Gateway and its listeners.</summary>
public sealed class GatewayStatus : SchemaObject
{
    /// <summary>Addresses that clients can use.</summary>
    [Schema(MaxItems = 16)]
    public IList<GatewayStatusAddress>? Addresses { get; set; }

    /// <summary>Number of ListenerSets that are attached.</summary>
    [Schema(Format = "int32")]
    public int? AttachedListenerSets { get; set; }

    /// <summary>State as conditions, at most one per type.</summary>
    [Schema(MaxItems = 8, Default = """[{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Accepted"},{"lastTransitionTime":"1970-01-01T00:00:00Z","message":"Waiting for controller","reason":"Pending","status":"Unknown","type":"Programmed"}]""")]
    [ListMap("type")]
    public IList<Condition>? Conditions { get; set; }

    /// <summary>State of each listener, by name.</summary>
    [Schema(MaxItems = 64)]
    [ListMap("name")]
    public IList<ListenerStatus>? Listeners { get; set; }
}

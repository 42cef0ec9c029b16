namespace Sluice.GatewayApi;

/// <summary>Conditions that hold together.</summary>
public sealed class GRPCRouteMatch : SchemaObject
{
    /// <summary>Conditions on headers; at most 16, by name.</summary>
    [Schema(MaxItems = 16)]
    [ListMap("name")]
    public IList<GRPCHeaderMatch>? Headers { get; set; }

    /// <summary>Condition on service and method; null for any.</summary>
    public GRPCMethodMatch? Method { get; set; }
}

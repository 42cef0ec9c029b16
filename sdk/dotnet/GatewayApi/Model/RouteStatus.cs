namespace Sluice.GatewayApi;

/// <summary>State of a route.</summary>
public sealed class RouteStatus : SchemaObject
{
    /// <summary>State per parent; at most 32.</summary>
    [Schema(Required = true, MaxItems = 32)]
    public IList<RouteParentStatus>? Parents { get; set; }
}

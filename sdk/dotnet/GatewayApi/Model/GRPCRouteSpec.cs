namespace Sluice.GatewayApi;

/// <summary>Parents, hostnames and rules of a GRPCRoute.</summary>
public sealed class GRPCRouteSpec : SchemaObject
{
    /// <summary>DNS names, lower case, optionally with a leading wildcard label, that requests have to carry; empty for any.</summary>
    [Schema(MaxItems = 16)]
    [ItemSchema(MinLength = 1, MaxLength = 253, Pattern = Patterns.Hostname)]
    public IList<string>? Hostnames { get; set; }

    /// <summary>The Gateways, ListenerSets or Services that the route wants to attach to; at most 32.</summary>
    [Schema(MaxItems = 32)]
    public IList<ParentReference>? ParentRefs { get; set; }

    /// <summary>The rules; at most 16.</summary>
    [Schema(MaxItems = 16)]
    public IList<GRPCRouteRule>? Rules { get; set; }

    /// <summary>Whether default Gateways take the route too: All or None.</summary>
    [Schema(Enum = ["All", "None"])]
    [ExperimentalChannel]
    public string? UseDefaultGateways { get; set; }
}

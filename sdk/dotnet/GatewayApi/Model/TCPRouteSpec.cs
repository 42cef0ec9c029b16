namespace Sluice.GatewayApi;

/// <summary>Parents and rule of a TCPRoute.</summary>
public sealed class TCPRouteSpec : SchemaObject
{
    /// <summary>The Gateways, ListenerSets or Services that the route wants to attach to; at most 32.</summary>
    [Schema(MaxItems = 32)]
    public IList<ParentReference>? ParentRefs { get; set; }

    /// <summary>Exactly one rule.</summary>
    [Schema(Required = true, MinItems = 1, MaxItems = 1)]
    [VersionSchema("v1alpha2", Required = true, MinItems = 1, MaxItems = 16)]
    public IList<TCPRouteRule>? Rules { get; set; }

    /// <summary>Whether default Gateways take the route too: All or None.</summary>
    [Schema(Enum = ["All", "None"])]
    [ExperimentalChannel]
    public string? UseDefaultGateways { get; set; }
}

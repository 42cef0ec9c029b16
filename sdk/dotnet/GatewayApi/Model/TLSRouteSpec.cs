namespace Sluice.GatewayApi;

/// <summary>Parents, hostnames and rule of a TLSRoute.</summary>
public sealed class TLSRouteSpec : SchemaObject
{
    /// <summary>SNI names, optionally with a leading wildcard label, no IP addresses; 1 to 1024.</summary>
    [Schema(Required = true, MinItems = 1, MaxItems = 1024)]
    [ItemSchema(MinLength = 1, MaxLength = 253, Pattern = Patterns.Hostname)]
    [VersionSchema("v1alpha2", MaxItems = 1024)]
    public IList<string>? Hostnames { get; set; }

    /// <summary>The Gateways, ListenerSets or Services that the route wants to attach to; at most 32.</summary>
    [Schema(MaxItems = 32)]
    public IList<ParentReference>? ParentRefs { get; set; }

    /// <summary>Exactly one rule.</summary>
    [Schema(Required = true, MinItems = 1, MaxItems = 1)]
    [VersionSchema("v1alpha2", Required = true, MinItems = 1, MaxItems = 16)]
    public IList<TLSRouteRule>? Rules { get; set; }

    /// <summary>Whether default Gateways take the route too: All or None.</summary>
    [Schema(Enum = ["All", "None"])]
    [ExperimentalChannel]
    public string? UseDefaultGateways { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>Parents, hostnames and rules of an HTTPRoute.</summary>
public sealed class HTTPRouteSpec : SchemaObject
{
    /// <summary>DNS names, lower case, optionally with a leading wildcard label, that requests have to carry; empty for any.</summary>
    [Schema(MaxItems = 16)]
    [ItemSchema(MinLength = 1, MaxLength = 253, Pattern = Patterns.Hostname)]
    public IList<string>? Hostnames { get; set; }

    /// <summary>The Gateways, ListenerSets or Services that the route wants to attach to; at most 32.</summary>
    [Schema(MaxItems = 32)]
    public IList<ParentReference>? ParentRefs { get; set; }

    /// <summary>The rules, 1 to 16; default one that matches every path.</summary>
    [Schema(MinItems = 1, MaxItems = 16, Default = """[{"matches":[{"path":{"type":"PathPrefix","value":"/"}}]}]""")]
    public IList<HTTPRouteRule>? Rules { get; set; }

    /// <summary>Whether default Gateways take the route too: All or None.</summary>
    [Schema(Enum = ["All", "None"])]
    [ExperimentalChannel]
    public string? UseDefaultGateways { get; set; }
}

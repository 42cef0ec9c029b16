namespace Sluice.GatewayApi;

/// <summary>Where datagrams go.</summary>
public sealed class UDPRouteRule : SchemaObject
{
    /// <summary>Where the traffic goes, by weight; at most 16.</summary>
    [Schema(Required = true, MinItems = 1, MaxItems = 16)]
    public IList<BackendRef>? BackendRefs { get; set; }

    /// <summary>Name of the rule.</summary>
    [Schema(MinLength = 1, MaxLength = 253, Pattern = Patterns.DnsSubdomain)]
    public string? Name { get; set; }
}

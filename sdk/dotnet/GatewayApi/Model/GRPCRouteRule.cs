namespace Sluice.GatewayApi;

/// <summary>What happens to requests that one of the matches fits.</summary>
public sealed class GRPCRouteRule : SchemaObject
{
    /// <summary>Where the traffic goes, by weight; at most 16.</summary>
    [Schema(MaxItems = 16)]
    public IList<GRPCBackendRef>? BackendRefs { get; set; }

    /// <summary>Steps applied to requests and responses; at most 16.</summary>
    [Schema(MaxItems = 16)]
    public IList<GRPCRouteFilter>? Filters { get; set; }

    /// <summary>Alternatives, of which one has to fit; empty for every request. At most 64.</summary>
    [Schema(MaxItems = 64)]
    public IList<GRPCRouteMatch>? Matches { get; set; }

    /// <summary>Name of the rule, unique in the route.</summary>
    [Schema(MinLength = 1, MaxLength = 253, Pattern = Patterns.DnsSubdomain)]
    public string? Name { get; set; }

    /// <summary>Keeps a client on one backend.</summary>
    [ExperimentalChannel]
    public SessionPersistence? SessionPersistence { get; set; }
}

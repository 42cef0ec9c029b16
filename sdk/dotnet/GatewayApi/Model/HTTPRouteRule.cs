namespace Sluice.GatewayApi;

/// <summary>What happens to requests that one of the matches fits.</summary>
public sealed class HTTPRouteRule : SchemaObject
{
    /// <summary>Where the traffic goes, by weight; at most 16.</summary>
    [Schema(MaxItems = 16)]
    public IList<HTTPBackendRef>? BackendRefs { get; set; }

    /// <summary>Steps applied to requests and responses; at most 16.</summary>
    [Schema(MaxItems = 16)]
    public IList<HTTPRouteFilter>? Filters { get; set; }

    /// <summary>Alternatives, of which one has to fit; default every path. At most 64.</summary>
    [Schema(MaxItems = 64, Default = """[{"path":{"type":"PathPrefix","value":"/"}}]""")]
    public IList<HTTPRouteMatch>? Matches { get; set; }

    /// <summary>Name of the rule, unique in the route.</summary>
    [Schema(MinLength = 1, MaxLength = 253, Pattern = Patterns.DnsSubdomain)]
    public string? Name { get; set; }

    /// <summary>When a request is tried again.</summary>
    [ExperimentalChannel]
    public HTTPRouteRetry? Retry { get; set; }

    /// <summary>Keeps a client on one backend.</summary>
    [ExperimentalChannel]
    public SessionPersistence? SessionPersistence { get; set; }

    /// <summary>Time limits.</summary>
    public HTTPRouteTimeouts? Timeouts { get; set; }
}

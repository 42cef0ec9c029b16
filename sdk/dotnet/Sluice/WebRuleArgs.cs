using Pulumi;

namespace Sluice;

/// <summary>Which requests a rule takes and what happens to them.</summary>
public sealed class WebRuleArgs : ResourceArgs
{
    /// <summary>The rule's name, for status and explanations.</summary>
    [Input("name")]
    public string? Name { get; set; }

    /// <summary>The request's path matches one of these; any path if there is none.</summary>
    [Input("paths")]
    public List<PathMatchArgs> Paths { get; set => field = value ?? []; } = [];

    /// <summary>The request has all of these headers.</summary>
    [Input("headers")]
    public List<ValueMatchArgs> Headers { get; set => field = value ?? []; } = [];

    /// <summary>The request has all of these query parameters.</summary>
    [Input("queryParams")]
    public List<ValueMatchArgs> QueryParams { get; set => field = value ?? []; } = [];

    /// <summary>The request has this method, such as <c>GET</c>.</summary>
    [Input("method")]
    public Input<string>? Method { get; set; }

    /// <summary>Where the requests go. For more than one, use <see cref="Backends"/>.</summary>
    [Input("backend")]
    public BackendArgs? Backend { get; set; }

    /// <summary>Several backends that share the requests by weight.</summary>
    [Input("backends")]
    public List<BackendArgs> Backends { get; set => field = value ?? []; } = [];

    /// <summary>What is done to the requests and responses, in this order.</summary>
    [Input("filters")]
    public List<FilterArgs> Filters { get; set => field = value ?? []; } = [];

    /// <summary>Longest time from the request to the end of the answer, such as <c>10s</c>; <c>0s</c> for no limit.</summary>
    [Input("requestTimeout")]
    public Input<string>? RequestTimeout { get; set; }

    /// <summary>Longest time of one try at a backend.</summary>
    [Input("backendRequestTimeout")]
    public Input<string>? BackendRequestTimeout { get; set; }

    /// <summary>When a failed request is sent again.</summary>
    [Input("retry")]
    public RetryArgs? Retry { get; set; }

    /// <summary>Keeps a client at the backend it first reached.</summary>
    [Input("sessionPersistence")]
    public SessionPersistenceArgs? SessionPersistence { get; set; }
}

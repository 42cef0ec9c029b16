namespace Sluice.GatewayApi;

/// <summary>Conditions that hold together.</summary>
public sealed class HTTPRouteMatch : SchemaObject
{
    /// <summary>Conditions on headers; at most 16, by name.</summary>
    [Schema(MaxItems = 16)]
    [ListMap("name")]
    public IList<HTTPHeaderMatch>? Headers { get; set; }

    /// <summary>HTTP method; null for any.</summary>
    [Schema(Enum = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"])]
    public string? Method { get; set; }

    /// <summary>Condition on the path; default prefix /.</summary>
    [Schema(Default = """{"type":"PathPrefix","value":"/"}""")]
    public HTTPPathMatch? Path { get; set; }

    /// <summary>Conditions on query parameters; at most 16, by name.</summary>
    [Schema(MaxItems = 16)]
    [ListMap("name")]
    public IList<HTTPQueryParamMatch>? QueryParams { get; set; }
}

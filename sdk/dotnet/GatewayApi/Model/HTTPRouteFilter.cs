namespace Sluice.GatewayApi;

/// <summary>One step of processing in an HTTPRoute.</summary>
public sealed class HTTPRouteFilter : SchemaObject
{
    /// <summary>Cross-origin sharing; with type CORS.</summary>
    public HTTPCORSFilter? Cors { get; set; }

    /// <summary>A filter defined by the implementation; with type ExtensionRef.</summary>
    public LocalObjectReference? ExtensionRef { get; set; }

    /// <summary>Asks a service first; with type ExternalAuth.</summary>
    [ExperimentalChannel]
    public HTTPExternalAuthFilter? ExternalAuth { get; set; }

    /// <summary>Edits request headers; with type RequestHeaderModifier.</summary>
    public HTTPHeaderFilter? RequestHeaderModifier { get; set; }

    /// <summary>Sends copies of requests elsewhere; with type RequestMirror.</summary>
    public HTTPRequestMirrorFilter? RequestMirror { get; set; }

    /// <summary>Redirects; with type RequestRedirect.</summary>
    public HTTPRequestRedirectFilter? RequestRedirect { get; set; }

    /// <summary>Edits response headers; with type ResponseHeaderModifier.</summary>
    public HTTPHeaderFilter? ResponseHeaderModifier { get; set; }

    /// <summary>Which of the other fields applies.</summary>
    [Schema(Required = true, Enum = ["RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror", "RequestRedirect", "URLRewrite", "ExtensionRef", "CORS", "ExternalAuth"])]
    public string? Type { get; set; }

    /// <summary>Rewrites host or path; with type URLRewrite.</summary>
    public HTTPURLRewriteFilter? UrlRewrite { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>One step of processing in a GRPCRoute.</summary>
public sealed class GRPCRouteFilter : SchemaObject
{
    /// <summary>A filter defined by the implementation; with type ExtensionRef.</summary>
    public LocalObjectReference? ExtensionRef { get; set; }

    /// <summary>Edits request headers; with type RequestHeaderModifier.</summary>
    public HTTPHeaderFilter? RequestHeaderModifier { get; set; }

    /// <summary>Sends copies of requests elsewhere; with type RequestMirror.</summary>
    public HTTPRequestMirrorFilter? RequestMirror { get; set; }

    /// <summary>Edits response headers; with type ResponseHeaderModifier.</summary>
    public HTTPHeaderFilter? ResponseHeaderModifier { get; set; }

    /// <summary>Which of the other fields applies.</summary>
    [Schema(Required = true, Enum = ["ResponseHeaderModifier", "RequestHeaderModifier", "RequestMirror", "ExtensionRef"])]
    public string? Type { get; set; }
}

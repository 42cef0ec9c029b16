namespace Sluice.GatewayApi;

/// <summary>Destination, port and protocol of an XBackend.</summary>
public sealed class XBackendSpec : SchemaObject
{
    /// <summary>With type ExternalHostname.</summary>
    public XBackendExternalHostname? ExternalHostname { get; set; }

    /// <summary>The port.</summary>
    [Schema(Required = true)]
    public XBackendPort? Port { get; set; }

    /// <summary>TCP, HTTP, HTTP2, HTTP11, H2C or MCP.</summary>
    [Schema(Enum = ["TCP", "HTTP", "HTTP2", "HTTP11", "H2C", "MCP"])]
    public string? Protocol { get; set; }

    /// <summary>TLS towards the destination; null for none.</summary>
    public XBackendTLS? Tls { get; set; }

    /// <summary>ExternalHostname.</summary>
    [Schema(Required = true, Enum = ["ExternalHostname"])]
    public string? Type { get; set; }
}

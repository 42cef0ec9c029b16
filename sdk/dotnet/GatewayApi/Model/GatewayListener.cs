namespace Sluice.GatewayApi;

/// <summary>One port, protocol and hostname that is listened on.</summary>
public sealed class GatewayListener : SchemaObject
{
    /// <summary>Which routes may attach; default those of the same namespace.</summary>
    [Schema(Default = """{"namespaces":{"from":"Same"}}""")]
    public AllowedRoutes? AllowedRoutes { get; set; }

    /// <summary>DNS name served, optionally with a leading wildcard label; null for every name. Not with TCP and UDP.</summary>
    [Schema(MinLength = 1, MaxLength = 253, Pattern = Patterns.Hostname)]
    public string? Hostname { get; set; }

    /// <summary>Name of the listener, unique in its object.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 253, Pattern = Patterns.DnsSubdomain)]
    public string? Name { get; set; }

    /// <summary>Port that clients address, 1 to 65535.</summary>
    [Schema(Required = true, Minimum = 1, Maximum = 65535, Format = "int32")]
    public int? Port { get; set; }

    /// <summary>HTTP, HTTPS, TLS, TCP, UDP or a domain-prefixed one.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 255, Pattern = Patterns.Protocol)]
    public string? Protocol { get; set; }

    /// <summary>TLS settings; with HTTPS and TLS only.</summary>
    public ListenerTLSConfig? Tls { get; set; }
}

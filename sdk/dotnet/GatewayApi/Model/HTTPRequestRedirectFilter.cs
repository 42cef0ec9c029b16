namespace Sluice.GatewayApi;

/// <summary>Answers with a redirect; unset parts keep what the request had.</summary>
public sealed class HTTPRequestRedirectFilter : SchemaObject
{
    /// <summary>Host of the Location.</summary>
    [Schema(MinLength = 1, MaxLength = 253, Pattern = Patterns.DnsSubdomain)]
    public string? Hostname { get; set; }

    /// <summary>Change of the path.</summary>
    public HTTPPathModifier? Path { get; set; }

    /// <summary>Port of the Location; null for that of the scheme or the listener.</summary>
    [Schema(Minimum = 1, Maximum = 65535, Format = "int32")]
    public int? Port { get; set; }

    /// <summary>Scheme of the Location: http or https.</summary>
    [Schema(Enum = ["http", "https"])]
    public string? Scheme { get; set; }

    /// <summary>301, 302 (default), 303, 307 or 308.</summary>
    [Schema(Enum = ["301", "302", "303", "307", "308"], Default = "302")]
    public int? StatusCode { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>Changes a request before it is forwarded.</summary>
public sealed class HTTPURLRewriteFilter : SchemaObject
{
    /// <summary>The new Host header.</summary>
    [Schema(MinLength = 1, MaxLength = 253, Pattern = Patterns.DnsSubdomain)]
    public string? Hostname { get; set; }

    /// <summary>Change of the path.</summary>
    public HTTPPathModifier? Path { get; set; }
}

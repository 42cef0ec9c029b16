namespace Sluice.GatewayApi;

/// <summary>A destination by name.</summary>
public sealed class XBackendExternalHostname : SchemaObject
{
    /// <summary>A lower-case DNS name.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 253, Pattern = Patterns.DnsSubdomain)]
    public string? Hostname { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>An address that clients can use.</summary>
[IPAddressValue]
public sealed class GatewayStatusAddress : SchemaObject
{
    /// <summary>IPAddress (default), Hostname, NamedAddress or a domain-prefixed one.</summary>
    [Schema(MinLength = 1, MaxLength = 253, Pattern = Patterns.AddressType, Default = "\"IPAddress\"")]
    public string? Type { get; set; }

    /// <summary>The address.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 253)]
    public string? Value { get; set; }
}

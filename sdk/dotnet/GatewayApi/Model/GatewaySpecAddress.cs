namespace Sluice.GatewayApi;

/// <summary>An address asked for.</summary>
[IPAddressValue]
public sealed class GatewaySpecAddress : SchemaObject
{
    /// <summary>IPAddress (default), Hostname, NamedAddress or a domain-prefixed one.</summary>
    [Schema(MinLength = 1, MaxLength = 253, Pattern = Patterns.AddressType, Default = "\"IPAddress\"")]
    public string? Type { get; set; }

    /// <summary>The address; null to have one of this type chosen.</summary>
    [Schema(MaxLength = 253)]
    public string? Value { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>A header and its value.</summary>
public sealed class HTTPHeader : SchemaObject
{
    /// <summary>Header name, case-insensitive.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 256, Pattern = Patterns.HeaderName)]
    public string? Name { get; set; }

    /// <summary>The value to compare with or to send.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 4096, Pattern = Patterns.HeaderValue)]
    public string? Value { get; set; }
}

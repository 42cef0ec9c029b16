namespace Sluice.GatewayApi;

/// <summary>A condition on a query parameter.</summary>
public sealed class HTTPQueryParamMatch : SchemaObject
{
    /// <summary>Parameter name, case-sensitive.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 256, Pattern = Patterns.HeaderName)]
    public string? Name { get; set; }

    /// <summary>How the value is compared: Exact (default) or RegularExpression.</summary>
    [Schema(Enum = ["Exact", "RegularExpression"], Default = "\"Exact\"")]
    public string? Type { get; set; }

    /// <summary>The value to compare with or to send.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 1024)]
    public string? Value { get; set; }
}

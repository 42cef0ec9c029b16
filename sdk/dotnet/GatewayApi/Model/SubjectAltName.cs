namespace Sluice.GatewayApi;

/// <summary>A name that a certificate may carry.</summary>
public sealed class SubjectAltName : SchemaObject
{
    /// <summary>DNS name, optionally with a leading wildcard label; with type Hostname.</summary>
    [Schema(MinLength = 1, MaxLength = 253, Pattern = Patterns.Hostname)]
    public string? Hostname { get; set; }

    /// <summary>Hostname or URI.</summary>
    [Schema(Required = true, Enum = ["Hostname", "URI"])]
    public string? Type { get; set; }

    /// <summary>Absolute URI; with type URI.</summary>
    [Schema(MinLength = 1, MaxLength = 253, Pattern = Patterns.Uri)]
    public string? Uri { get; set; }
}

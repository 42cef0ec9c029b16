namespace Sluice.GatewayApi;

/// <summary>Who may refer.</summary>
public sealed class ReferenceGrantFrom : SchemaObject
{
    /// <summary>API group of the object; empty for core.</summary>
    [Schema(Required = true, MaxLength = 253, Pattern = Patterns.Group)]
    public string? Group { get; set; }

    /// <summary>Kind of the object.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 63, Pattern = Patterns.Kind)]
    public string? Kind { get; set; }

    /// <summary>Namespace of the referrer.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 63, Pattern = Patterns.DnsLabel)]
    public string? Namespace { get; set; }
}

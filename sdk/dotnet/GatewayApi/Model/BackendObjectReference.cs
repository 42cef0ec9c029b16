namespace Sluice.GatewayApi;

/// <summary>Refers to a backend, by default a Service.</summary>
public sealed class BackendObjectReference : SchemaObject
{
    /// <summary>API group of the object; empty for core.</summary>
    [Schema(MaxLength = 253, Pattern = Patterns.Group, Default = "\"\"")]
    public string? Group { get; set; }

    /// <summary>Kind of the object.</summary>
    [Schema(MinLength = 1, MaxLength = 63, Pattern = Patterns.Kind, Default = "\"Service\"")]
    public string? Kind { get; set; }

    /// <summary>Name of the object.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 253)]
    public string? Name { get; set; }

    /// <summary>Namespace of the object; null for that of the referrer.</summary>
    [Schema(MinLength = 1, MaxLength = 63, Pattern = Patterns.DnsLabel)]
    public string? Namespace { get; set; }

    /// <summary>Port of the backend, 1 to 65535; needed for a Service.</summary>
    [Schema(Minimum = 1, Maximum = 65535, Format = "int32")]
    public int? Port { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>A backend of an HTTPRoute, its weight and its own filters.</summary>
public sealed class HTTPBackendRef : SchemaObject
{
    /// <summary>Steps applied to requests and responses; at most 16.</summary>
    [Schema(MaxItems = 16)]
    public IList<HTTPRouteFilter>? Filters { get; set; }

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

    /// <summary>Share of the traffic relative to the sum of its siblings, 0 to 1,000,000; default 1.</summary>
    [Schema(Minimum = 0, Maximum = 1000000, Format = "int32", Default = "1")]
    public int? Weight { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>Refers to a parent of a route, by default a Gateway.</summary>
public sealed class ParentReference : SchemaObject
{
    /// <summary>API group of the object; empty for core.</summary>
    [Schema(MaxLength = 253, Pattern = Patterns.Group, Default = "\"gateway.networking.k8s.io\"")]
    public string? Group { get; set; }

    /// <summary>Kind of the object.</summary>
    [Schema(MinLength = 1, MaxLength = 63, Pattern = Patterns.Kind, Default = "\"Gateway\"")]
    public string? Kind { get; set; }

    /// <summary>Name of the object.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 253)]
    public string? Name { get; set; }

    /// <summary>Namespace of the object; null for that of the referrer.</summary>
    [Schema(MinLength = 1, MaxLength = 63, Pattern = Patterns.DnsLabel)]
    public string? Namespace { get; set; }

    /// <summary>Port of the parent, 1 to 65535; null for every port.</summary>
    [Schema(Minimum = 1, Maximum = 65535, Format = "int32")]
    public int? Port { get; set; }

    /// <summary>Listener or port name of the parent; null for all.</summary>
    [Schema(MinLength = 1, MaxLength = 253, Pattern = Patterns.DnsSubdomain)]
    public string? SectionName { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>Refers to the target of a policy, or a section of it, in the same namespace.</summary>
public sealed class LocalPolicyTargetReferenceWithSectionName : SchemaObject
{
    /// <summary>API group of the object; empty for core.</summary>
    [Schema(Required = true, MaxLength = 253, Pattern = Patterns.Group)]
    public string? Group { get; set; }

    /// <summary>Kind of the object.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 63, Pattern = Patterns.Kind)]
    public string? Kind { get; set; }

    /// <summary>Name of the object.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 253)]
    public string? Name { get; set; }

    /// <summary>Section of the target, for a Service a port name; null for the whole.</summary>
    [Schema(MinLength = 1, MaxLength = 253, Pattern = Patterns.DnsSubdomain)]
    public string? SectionName { get; set; }
}

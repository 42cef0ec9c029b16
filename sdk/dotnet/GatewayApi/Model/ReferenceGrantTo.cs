namespace Sluice.GatewayApi;

/// <summary>What may be referred to.</summary>
public sealed class ReferenceGrantTo : SchemaObject
{
    /// <summary>API group of the object; empty for core.</summary>
    [Schema(Required = true, MaxLength = 253, Pattern = Patterns.Group)]
    public string? Group { get; set; }

    /// <summary>Kind of the object.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 63, Pattern = Patterns.Kind)]
    public string? Kind { get; set; }

    /// <summary>Name of the object; null for all of the kind.</summary>
    [Schema(MinLength = 1, MaxLength = 253)]
    public string? Name { get; set; }
}

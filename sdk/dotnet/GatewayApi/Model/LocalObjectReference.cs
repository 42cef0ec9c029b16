namespace Sluice.GatewayApi;

/// <summary>Refers to an object in the same namespace.</summary>
public sealed class LocalObjectReference : SchemaObject
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
}

namespace Sluice.GatewayApi;

/// <summary>Handed on to what a controller makes for a Gateway.</summary>
public sealed class GatewayInfrastructure : SchemaObject
{
    /// <summary>Annotations for every object made; at most 16.</summary>
    [Schema(MaxProperties = 16)]
    [ItemSchema(MinLength = 0, MaxLength = 4096)]
    public IDictionary<string, string>? Annotations { get; set; }

    /// <summary>Labels for every object made; at most 8.</summary>
    [Schema(MaxProperties = 8)]
    [ItemSchema(MinLength = 0, MaxLength = 63, Pattern = Patterns.LabelValue)]
    public IDictionary<string, string>? Labels { get; set; }

    /// <summary>An object with further settings, defined by the implementation.</summary>
    public LocalParametersReference? ParametersRef { get; set; }
}

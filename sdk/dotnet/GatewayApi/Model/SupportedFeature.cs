namespace Sluice.GatewayApi;

/// <summary>A feature of the implementation.</summary>
public sealed class SupportedFeature : SchemaObject
{
    /// <summary>Name of the feature, as conformance profiles have it.</summary>
    [Schema(Required = true)]
    public string? Name { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>A kind of route.</summary>
public sealed class RouteGroupKind : SchemaObject
{
    /// <summary>API group of the object; empty for core.</summary>
    [Schema(MaxLength = 253, Pattern = Patterns.Group, Default = "\"gateway.networking.k8s.io\"")]
    public string? Group { get; set; }

    /// <summary>Kind of the object.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 63, Pattern = Patterns.Kind)]
    public string? Kind { get; set; }
}

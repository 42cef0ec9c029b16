namespace Sluice.GatewayApi;

/// <summary>Controller and settings of a GatewayClass.</summary>
public sealed class GatewayClassSpec : SchemaObject
{
    /// <summary>Domain-prefixed name of the controller that wrote or owns this.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 253, Pattern = Patterns.ControllerName)]
    public string? ControllerName { get; set; }

    /// <summary>For people; at most 64 characters.</summary>
    [Schema(MaxLength = 64)]
    public string? Description { get; set; }

    /// <summary>An object with further settings, defined by the implementation.</summary>
    public ParametersReference? ParametersRef { get; set; }
}

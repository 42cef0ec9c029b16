namespace Sluice.GatewayApi;

/// <summary>Port of a destination.</summary>
public sealed class XBackendPort : SchemaObject
{
    /// <summary>Name of the port; at most 63 characters.</summary>
    [Schema(MaxLength = 63)]
    public string? Name { get; set; }

    /// <summary>Port number, 1 to 65535.</summary>
    [Schema(Required = true, Minimum = 1, Maximum = 65535, Format = "int32")]
    public int? Port { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>How clients of one port are validated.</summary>
public sealed class TLSPortConfig : SchemaObject
{
    /// <summary>Port number, 1 to 65535.</summary>
    [Schema(Required = true, Minimum = 1, Maximum = 65535, Format = "int32")]
    public int? Port { get; set; }

    /// <summary>The settings.</summary>
    [Schema(Required = true)]
    public TLSConfig? Tls { get; set; }
}

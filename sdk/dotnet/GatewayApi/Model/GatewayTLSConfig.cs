namespace Sluice.GatewayApi;

/// <summary>TLS settings of a whole Gateway.</summary>
public sealed class GatewayTLSConfig : SchemaObject
{
    /// <summary>Towards backends.</summary>
    public GatewayBackendTLS? Backend { get; set; }

    /// <summary>Towards clients.</summary>
    public FrontendTLSConfig? Frontend { get; set; }
}

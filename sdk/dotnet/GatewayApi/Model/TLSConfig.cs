namespace Sluice.GatewayApi;

/// <summary>How clients are validated.</summary>
public sealed class TLSConfig : SchemaObject
{
    /// <summary>Check of client certificates; null for none.</summary>
    public FrontendTLSValidation? Validation { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>TLS towards backends, for the whole Gateway.</summary>
public sealed class GatewayBackendTLS : SchemaObject
{
    /// <summary>Secret with the client certificate to present.</summary>
    public SecretObjectReference? ClientCertificateRef { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>TLS towards an XBackend.</summary>
public sealed class XBackendTLS : SchemaObject
{
    /// <summary>Secret with the certificate to present; with mode ClientAndServer.</summary>
    public SecretObjectReference? ClientCertificateRef { get; set; }

    /// <summary>None, ServerOnly or ClientAndServer.</summary>
    [Schema(Required = true, Enum = ["None", "ServerOnly", "ClientAndServer"])]
    public string? Mode { get; set; }

    /// <summary>How the destination's certificate is checked.</summary>
    public BackendTLSPolicyValidation? Validation { get; set; }
}

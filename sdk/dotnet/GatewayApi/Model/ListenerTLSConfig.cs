namespace Sluice.GatewayApi;

/// <summary>TLS settings of a listener.</summary>
public sealed class ListenerTLSConfig : SchemaObject
{
    /// <summary>Secrets with certificates and keys; at most 64.</summary>
    [Schema(MaxItems = 64)]
    public IList<SecretObjectReference>? CertificateRefs { get; set; }

    /// <summary>Terminate (default) or Passthrough.</summary>
    [Schema(Enum = ["Terminate", "Passthrough"], Default = "\"Terminate\"")]
    public string? Mode { get; set; }

    /// <summary>Settings defined by the implementation; at most 16.</summary>
    [Schema(MaxProperties = 16)]
    [ItemSchema(MinLength = 0, MaxLength = 4096)]
    public IDictionary<string, string>? Options { get; set; }
}

namespace Sluice.GatewayApi;

/// <summary>How client certificates are checked.</summary>
public sealed class FrontendTLSValidation : SchemaObject
{
    /// <summary>Objects with CA bundles, usually ConfigMaps with the key ca.crt; 1 to 16.</summary>
    [Schema(Required = true, MinItems = 1, MaxItems = 16)]
    public IList<ObjectReference>? CaCertificateRefs { get; set; }

    /// <summary>AllowValidOnly (default) ends the handshake without a valid certificate, AllowInsecureFallback does not.</summary>
    [Schema(Enum = ["AllowValidOnly", "AllowInsecureFallback"], Default = "\"AllowValidOnly\"")]
    public string? Mode { get; set; }
}

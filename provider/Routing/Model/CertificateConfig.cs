namespace Sluice.Routing.Model;

/// <summary>A certificate chain with its key, or a CA bundle.</summary>
public sealed record CertificateConfig
{
    /// <summary>Unit key, for example <c>Secret/shop/httpbin-credential</c>.</summary>
    public required string Name { get; init; }

    public required string Source { get; init; }

    /// <summary>PEM: leaf first, then intermediates; or the certificates of a CA bundle.</summary>
    public required string CertificatesPem { get; init; }

    /// <summary>PKCS#8, PKCS#1 or SEC1 PEM; null for a CA bundle.</summary>
    public SecretText? PrivateKeyPem { get; init; }
}

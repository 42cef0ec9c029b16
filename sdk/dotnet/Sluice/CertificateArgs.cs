using Pulumi;

namespace Sluice;

/// <summary>Where a listener's certificate comes from; exactly one member is set. <see cref="Certificate"/> makes them.</summary>
public sealed class CertificateArgs : ResourceArgs
{
    /// <summary>Certificate and key as text; a Secret is made of them.</summary>
    [Input("pem")]
    public PemArgs? Pem { get; set; }

    /// <summary>A Secret that exists.</summary>
    [Input("secret")]
    public CertificateRefArgs? Secret { get; set; }

    /// <summary>A certificate that cert-manager issues and renews.</summary>
    [Input("issuer")]
    public IssuerArgs? Issuer { get; set; }
}

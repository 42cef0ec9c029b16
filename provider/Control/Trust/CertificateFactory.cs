using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.Control.Trust;

/// <summary>Makes the certificates of the configuration stream: P-256 throughout.</summary>
internal static class CertificateFactory
{
    // Clocks of machines differ a little; a certificate must not be "not yet valid" for that.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public static PemCertificate NewCa(string name, DateTimeOffset now, TimeSpan life)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name},O=Sluice", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(now - ClockSkew, now + life);
        return new PemCertificate(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>A serving certificate with its key, signed by <paramref name="ca"/> and never valid for longer.</summary>
    public static X509Certificate2 NewServing(PemCertificate ca, IEnumerable<string> dnsNames, DateTimeOffset now, TimeSpan life)
    {
        using var issuer = X509Certificate2.CreateFromPem(ca.CertificatePem, ca.KeyPem);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        var request = new CertificateRequest("CN=sluice-control,O=Sluice", key, HashAlgorithmName.SHA256);
        foreach (var name in dnsNames)
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        var end = now + life < issuer.NotAfter ? now + life : issuer.NotAfter;
        using var signed = request.Create(issuer, now - ClockSkew > issuer.NotBefore ? now - ClockSkew : issuer.NotBefore, end, RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }
}

/// <summary>A certificate and its private key as PEM.</summary>
internal sealed record PemCertificate(string CertificatePem, string KeyPem)
{
    public override string ToString() => "PemCertificate { [redacted] }";
}

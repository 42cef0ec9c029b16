using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.LocalCluster.ApiServer.Certificates;

/// <summary>The cluster's own certificate authority, kept in the state folder. Leaves are made again before they run out.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private const int CertificateYears = 10;
    private static readonly TimeSpan LeafLife = TimeSpan.FromDays(365);

    private readonly X509Certificate2 _certificate;
    private readonly TimeProvider _time;

    private CertificateAuthority(X509Certificate2 certificate, TimeProvider time)
    {
        _certificate = certificate;
        _time = time;
    }

    public X509Certificate2 Certificate => _certificate;

    public string Pem => _certificate.ExportCertificatePem() + "\n";

    public static CertificateAuthority Open(string? folder, TimeProvider time)
    {
        if (folder is null)
        {
            return new CertificateAuthority(Create(time), time);
        }

        var certificatePath = Path.Combine(folder, "ca.crt");
        var keyPath = Path.Combine(folder, "ca.key");
        if (File.Exists(certificatePath) && File.Exists(keyPath))
        {
            using var stored = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            if (stored.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime + LeafLife)
            {
                return new CertificateAuthority(X509CertificateLoader.LoadPkcs12(stored.Export(X509ContentType.Pkcs12), null), time);
            }
        }

        var created = Create(time);
        SecretFiles.Write(keyPath, KeyPem(created));
        SecretFiles.Write(certificatePath, created.ExportCertificatePem() + "\n");
        return new CertificateAuthority(created, time);
    }

    private static X509Certificate2 Create(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=sluice-local-cluster-ca", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddMinutes(-5), now.AddYears(CertificateYears));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>A certificate for the server's own addresses and names.</summary>
    public X509Certificate2 IssueServer(IEnumerable<IPAddress> addresses, IEnumerable<string> names)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var address in addresses.Distinct())
        {
            alternatives.AddIpAddress(address);
        }

        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            alternatives.AddDnsName(name);
        }

        return Issue("CN=kube-apiserver", "1.3.6.1.5.5.7.3.1", alternatives);
    }

    /// <summary>A client certificate: the user's name is the common name, groups are organizations.</summary>
    public X509Certificate2 IssueClient(string user, params IEnumerable<string> groups)
    {
        var subject = new X500DistinguishedNameBuilder();
        foreach (var group in groups)
        {
            subject.AddOrganizationName(group);
        }

        subject.AddCommonName(user);
        return Issue(subject.Build().Name, "1.3.6.1.5.5.7.3.2", null);
    }

    private X509Certificate2 Issue(string subject, string usage, SubjectAlternativeNameBuilder? alternatives)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (alternatives is not null)
        {
            request.CertificateExtensions.Add(alternatives.Build());
        }

        var now = _time.GetUtcNow();
        using var made = request.Create(_certificate, now.AddMinutes(-5), now + LeafLife, RandomNumberGenerator.GetBytes(16));
        using var withKey = made.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    /// <summary>Whether this authority signed <paramref name="certificate"/> for client use and it is valid now.</summary>
    public bool Trusts(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        return chain.Build(certificate);
    }

    public static string KeyPem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey() ?? throw new InvalidOperationException("The certificate has no private key.");
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    public void Dispose() => _certificate.Dispose();
}

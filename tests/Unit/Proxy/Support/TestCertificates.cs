using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sluice.Routing.Model;

namespace Sluice.Proxy.Tests.Support;

/// <summary>A CA made for one test and certificates signed by it.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestCertificates()
    {
        var request = new CertificateRequest("CN=test CA", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        Authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public X509Certificate2 Authority { get; }

    public CertificateConfig Bundle(string name) => new() { Name = name, Source = name, CertificatesPem = Authority.ExportCertificatePem() };

    public CertificateConfig Issue(string name, params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Sign(key, names);
        return new CertificateConfig
        {
            Name = name,
            Source = name,
            CertificatesPem = certificate.ExportCertificatePem(),
            PrivateKeyPem = new SecretText(key.ExportPkcs8PrivateKeyPem()),
        };
    }

    public static X509Certificate2 Load(CertificateConfig config) =>
        X509Certificate2.CreateFromPem(config.CertificatesPem, config.PrivateKeyPem!.Reveal());

    public bool IsSigned(X509Certificate? certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Authority);
        return certificate is X509Certificate2 known && chain.Build(known);
    }

    public void Dispose()
    {
        Authority.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Sign(ECDsa key, string[] names)
    {
        var request = new CertificateRequest("CN=" + (names.FirstOrDefault() ?? "client"), key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (name.Contains("://", StringComparison.Ordinal))
            {
                alternatives.AddUri(new Uri(name));
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        return request.Create(Authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(12), RandomNumberGenerator.GetBytes(8));
    }
}

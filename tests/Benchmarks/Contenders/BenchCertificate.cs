using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.Benchmarks.Contenders;

/// <summary>What all contenders prove themselves with: ECDSA on P-256, as most certificates of today.</summary>
/// <param name="CertificateFile">PEM.</param>
/// <param name="KeyFile">PKCS#8 PEM.</param>
/// <param name="BundleFile">Both in one file.</param>
internal sealed record BenchCertificate(string CertificateFile, string KeyFile, string BundleFile)
{
    public static BenchCertificate Make(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=bench", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("bench");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        var made = new BenchCertificate(Path.Combine(folder, "bench.crt"), Path.Combine(folder, "bench.key"), Path.Combine(folder, "bench.pem"));
        var (chain, secret) = (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(made.CertificateFile, chain);
        File.WriteAllText(made.KeyFile, secret);
        File.WriteAllText(made.BundleFile, chain + secret);
        return made;
    }
}

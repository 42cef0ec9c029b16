using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.Tests;

/// <summary>A certificate and key for tests that only look at their form.</summary>
internal static class Pems
{
    static Pems()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=shop.example.com", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Certificate = certificate.ExportCertificatePem();
        Key = key.ExportPkcs8PrivateKeyPem();
    }

    public static string Certificate { get; }

    public static string Key { get; }
}

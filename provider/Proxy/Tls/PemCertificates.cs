using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sluice.Routing.Model;

namespace Sluice.Proxy.Tls;

/// <summary>Reads certificate units. Failures are values: a broken unit fails what uses it and nothing else.</summary>
internal static class PemCertificates
{
    public static bool TryReadBundle(CertificateConfig config, X509Certificate2Collection into, out string? problem)
    {
        problem = null;
        var before = into.Count;
        try
        {
            into.ImportFromPem(config.CertificatesPem);
        }
        catch (CryptographicException e)
        {
            problem = $"{config.Source}: the CA bundle cannot be read: {e.Message}";
            return false;
        }

        if (into.Count == before)
        {
            problem = $"{config.Source}: the CA bundle holds no certificate.";
            return false;
        }

        return true;
    }

    public static bool TryReadChain(CertificateConfig config, out SslStreamCertificateContext? context, out string? problem)
    {
        context = null;
        problem = null;
        if (config.PrivateKeyPem is null)
        {
            problem = $"{config.Source}: the certificate has no private key.";
            return false;
        }

        try
        {
            var leaf = X509Certificate2.CreateFromPem(config.CertificatesPem, config.PrivateKeyPem.Reveal());
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(config.CertificatesPem);
            if (chain.Count > 0)
            {
                chain.RemoveAt(0);
            }

            // Offline: a listener must not wait for somebody's certificate server.
            context = SslStreamCertificateContext.Create(leaf, chain, offline: true);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            problem = $"{config.Source}: the certificate cannot be used: {e.Message}";
            return false;
        }
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sluice.GatewayApi.Core;
using Sluice.Routing.Model;
using Sluice.Translation.Indexing;
using Sluice.Translation.Status;

namespace Sluice.Translation.Backends;

/// <summary>A certificate unit, or why there is none.</summary>
internal sealed record CertificateOutcome(CertificateConfig? Certificate, string? Problem);

/// <summary>Certificates and CA bundles from Secrets and ConfigMaps.</summary>
internal static class CertificateReader
{
    private const string CertificateEntry = "tls.crt";
    private const string KeyEntry = "tls.key";
    private const string CaEntry = "ca.crt";

    /// <summary>A certificate chain with the key that belongs to it.</summary>
    public static CertificateOutcome KeyPair(Secret secret)
    {
        var key = secret.Key();
        if (Text(secret, CertificateEntry) is not { Length: > 0 } chain)
        {
            return new(null, Conditions.SecretLacks(key, CertificateEntry));
        }

        if (Text(secret, KeyEntry) is not { Length: > 0 } privateKey)
        {
            return new(null, Conditions.SecretLacks(key, KeyEntry));
        }

        try
        {
            // Throws where either part is malformed, and where the key is another certificate's.
            using var certificate = X509Certificate2.CreateFromPem(chain, privateKey);
        }
        catch (ArgumentException)
        {
            return new(null, Conditions.SecretMalformed(key, "the key belongs to another certificate"));
        }
        catch (CryptographicException)
        {
            return new(null, Conditions.SecretMalformed(key, "tls.crt or tls.key is no PEM text that can be read"));
        }

        return new(
            new CertificateConfig
            {
                Name = $"Secret/{key}",
                Source = $"Secret {key}",
                CertificatesPem = chain,
                PrivateKeyPem = new SecretText(privateKey),
            },
            null);
    }

    /// <summary>A bundle of at least one CA certificate.</summary>
    public static CertificateOutcome CaBundle(ConfigMap map)
    {
        var key = map.Key();
        if (map.Data is null || !map.Data.TryGetValue(CaEntry, out var bundle) || string.IsNullOrWhiteSpace(bundle))
        {
            return new(null, Conditions.CaLacks(key));
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(bundle);
        }
        catch (CryptographicException)
        {
            return new(null, Conditions.CaMalformed(key, "a certificate in it can't be read"));
        }

        foreach (var certificate in certificates)
        {
            certificate.Dispose();
        }

        return certificates.Count == 0
            ? new(null, Conditions.CaMalformed(key, "there is no certificate in it"))
            : new(new CertificateConfig { Name = $"ConfigMap/{key}", Source = $"ConfigMap {key}", CertificatesPem = bundle }, null);
    }

    private static string? Text(Secret secret, string entry)
    {
        if (secret.Data is null || !secret.Data.TryGetValue(entry, out var encoded))
        {
            return null;
        }

        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

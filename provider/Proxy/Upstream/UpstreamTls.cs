using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sluice.Proxy.Tls;
using Sluice.Routing.Model;

namespace Sluice.Proxy.Upstream;

/// <summary>TLS towards a backend: what to send as SNI, whom to trust, which names to accept, what to present.</summary>
internal sealed class UpstreamTls
{
    private const string SubjectAltNameOid = "2.5.29.17";
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    private readonly string _serverName;
    private readonly ImmutableArray<string> _names;
    private readonly X509Certificate2Collection? _roots;
    private readonly SslStreamCertificateContext? _clientCertificate;

    private UpstreamTls(BackendTls config, X509Certificate2Collection? roots, SslStreamCertificateContext? clientCertificate, string identity)
    {
        _serverName = config.ServerName;
        _names = config.SubjectAltNames;
        _roots = roots;
        _clientCertificate = clientCertificate;
        Identity = identity;
    }

    /// <summary>Equal for equal settings and certificates: the part of an endpoint's identity that TLS adds.</summary>
    public string Identity { get; }

    /// <summary>Null, with the reason, where a certificate is missing or broken: the backend then fails closed.</summary>
    public static UpstreamTls? TryCreate(BackendTls config, ImmutableDictionary<string, CertificateConfig> certificates, out string? problem)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(config.ServerName);
        X509Certificate2Collection? roots = config.CaBundles.IsEmpty ? null : [];
        foreach (var name in config.CaBundles)
        {
            if (!certificates.TryGetValue(name, out var bundle) || !PemCertificates.TryReadBundle(bundle, roots!, out problem))
            {
                problem = $"CA bundle {name} is missing or holds no certificate.";
                return null;
            }

            Append(bundle.CertificatesPem);
        }

        foreach (var name in config.SubjectAltNames)
        {
            Append(name);
        }

        SslStreamCertificateContext? client = null;
        if (config.ClientCertificate is { } clientName)
        {
            if (!certificates.TryGetValue(clientName, out var certificate))
            {
                problem = $"Client certificate {clientName} is missing.";
                return null;
            }

            if (!PemCertificates.TryReadChain(certificate, out client, out problem))
            {
                return null;
            }

            Append(certificate.CertificatesPem);
        }

        problem = null;
        return new UpstreamTls(config, roots, client, Convert.ToHexString(hash.GetHashAndReset()));

        void Append(string text)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData([0]);
        }
    }

    /// <summary>Wraps a connected stream. Disposes nothing on failure.</summary>
    public async ValueTask<SslStream> AuthenticateAsync(Stream stream, IReadOnlyList<SslApplicationProtocol> protocols, CancellationToken cancellationToken)
    {
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = _serverName,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ApplicationProtocols = [.. protocols],
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                ClientCertificateContext = _clientCertificate,
                RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsTrusted(certificate as X509Certificate2, chain),
            },
            cancellationToken).ConfigureAwait(false);
        return tls;
    }

    private bool IsTrusted(X509Certificate2? certificate, X509Chain? received)
    {
        if (certificate is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (_roots is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        }

        foreach (var element in received?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate) && CarriesName(certificate);
    }

    private bool CarriesName(X509Certificate2 certificate)
    {
        if (_names.IsDefaultOrEmpty)
        {
            return certificate.MatchesHostname(_serverName, allowWildcards: true, allowCommonName: false);
        }

        foreach (var name in _names)
        {
            if (name.Contains("://", StringComparison.Ordinal)
                ? Uris(certificate).Contains(name, StringComparer.Ordinal)
                : MatchesDnsName(certificate, name))
            {
                return true;
            }
        }

        return false;
    }

    // A wildcard among the allowed names stands for exactly such a wildcard in the certificate.
    private static bool MatchesDnsName(X509Certificate2 certificate, string name) =>
        name.StartsWith("*.", StringComparison.Ordinal)
            ? certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
                .SelectMany(extension => extension.EnumerateDnsNames())
                .Contains(name, StringComparer.OrdinalIgnoreCase)
            : certificate.MatchesHostname(name, allowWildcards: true, allowCommonName: false);

    private static List<string> Uris(X509Certificate2 certificate)
    {
        var uris = new List<string>();
        foreach (var extension in certificate.Extensions.Where(extension => extension.Oid?.Value == SubjectAltNameOid))
        {
            try
            {
                var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (names.HasData)
                {
                    if (names.PeekTag() == UriTag)
                    {
                        uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, UriTag));
                    }
                    else
                    {
                        names.ReadEncodedValue();
                    }
                }
            }
            catch (AsnContentException)
            {
                // A certificate whose names cannot be read carries none of the names asked for.
                return [];
            }
        }

        return uris;
    }
}

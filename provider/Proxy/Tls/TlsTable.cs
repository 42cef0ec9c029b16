using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;

namespace Sluice.Proxy.Tls;

/// <summary>
/// The TLS settings of every terminating listener of a snapshot. Settings whose listener and certificates did not change are taken over
/// from the table before; connections keep the certificate they were opened with.
/// </summary>
internal sealed class TlsTable
{
    public static readonly TlsTable Empty = new(ImmutableDictionary<string, ListenerTlsSettings>.Empty, []);

    private readonly ImmutableDictionary<string, ListenerTlsSettings> _listeners;

    private TlsTable(ImmutableDictionary<string, ListenerTlsSettings> listeners, ImmutableArray<string> problems)
    {
        _listeners = listeners;
        Problems = problems;
    }

    /// <summary>Listeners that cannot be served, with the reason.</summary>
    public ImmutableArray<string> Problems { get; }

    /// <summary>Null where the listener does not terminate TLS, or cannot.</summary>
    public ListenerTlsSettings? For(CompiledListener listener) => _listeners.GetValueOrDefault(listener.Config.Name);

    public static TlsTable Build(RoutingSnapshot next, TlsTable previous)
    {
        var listeners = ImmutableDictionary.CreateBuilder<string, ListenerTlsSettings>(StringComparer.Ordinal);
        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, config) in next.Listeners)
        {
            if (config.Tls is not { Mode: TlsMode.Terminate } tls)
            {
                continue;
            }

            if (previous._listeners.TryGetValue(name, out var old) && old.IsCurrent(config, next.Certificates))
            {
                listeners[name] = old;
                continue;
            }

            if (ListenerTlsSettings.TryCreate(config, tls, next.Certificates, problems) is { } settings)
            {
                listeners[name] = settings;
            }
        }

        return new TlsTable(listeners.ToImmutable(), problems.ToImmutable());
    }
}

/// <summary>Certificates and client validation of one terminating listener.</summary>
internal sealed class ListenerTlsSettings
{
    private readonly ListenerConfig _config;
    private readonly ImmutableArray<CertificateConfig?> _sources;
    private readonly ImmutableArray<ServedCertificate> _certificates;
    private readonly X509Certificate2Collection? _clientRoots;
    private readonly bool _insecureFallback;

    private ListenerTlsSettings(
        ListenerConfig config,
        ImmutableArray<CertificateConfig?> sources,
        ImmutableArray<ServedCertificate> certificates,
        X509Certificate2Collection? clientRoots,
        bool insecureFallback)
    {
        _config = config;
        _sources = sources;
        _certificates = certificates;
        _clientRoots = clientRoots;
        _insecureFallback = insecureFallback;
    }

    public static ListenerTlsSettings? TryCreate(
        ListenerConfig config,
        ListenerTls tls,
        ImmutableDictionary<string, CertificateConfig> certificates,
        ImmutableArray<string>.Builder problems)
    {
        var served = ImmutableArray.CreateBuilder<ServedCertificate>();
        foreach (var name in tls.Certificates)
        {
            string? problem = $"certificate {name} is missing.";
            if (certificates.TryGetValue(name, out var certificate) && PemCertificates.TryReadChain(certificate, out var context, out problem))
            {
                served.Add(new ServedCertificate(context!));
            }
            else
            {
                problems.Add($"{config.Source}: {problem}");
            }
        }

        if (served.Count == 0)
        {
            return null;
        }

        X509Certificate2Collection? roots = null;
        if (tls.ClientValidation is { } validation)
        {
            roots = [];
            foreach (var name in validation.CaBundles)
            {
                string? problem = $"CA bundle {name} is missing.";
                if (!certificates.TryGetValue(name, out var bundle) || !PemCertificates.TryReadBundle(bundle, roots, out problem))
                {
                    problems.Add($"{config.Source}: {problem}");
                }
            }
        }

        return new ListenerTlsSettings(
            config, Sources(tls, certificates), served.ToImmutable(), roots, tls.ClientValidation?.AllowInsecureFallback ?? false);
    }

    public bool IsCurrent(ListenerConfig config, ImmutableDictionary<string, CertificateConfig> certificates)
    {
        if (!ReferenceEquals(config, _config) || config.Tls is null)
        {
            return false;
        }

        var sources = Sources(config.Tls, certificates);
        return sources.Length == _sources.Length && sources.Zip(_sources).All(pair => ReferenceEquals(pair.First, pair.Second));
    }

    /// <param name="serverName">SNI, to choose among several certificates.</param>
    /// <param name="http">True: HTTP/2 and HTTP/1.1 are offered by ALPN; false: none is.</param>
    public SslServerAuthenticationOptions Options(string serverName, bool http)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = Choose(serverName).Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            AllowRenegotiation = false,
            ApplicationProtocols = http ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : null,
        };
        if (_clientRoots is not null)
        {
            options.ClientCertificateRequired = true;
            options.RemoteCertificateValidationCallback = (_, certificate, chain, _) => AcceptsClient(certificate as X509Certificate2, chain);

            // A resumed session would skip the validation of the client's certificate against today's CAs.
            options.AllowTlsResume = false;
        }

        return options;
    }

    private ServedCertificate Choose(string serverName)
    {
        foreach (var certificate in _certificates)
        {
            if (serverName.Length > 0 && certificate.Covers(serverName))
            {
                return certificate;
            }
        }

        return _certificates[0];
    }

    private bool AcceptsClient(X509Certificate2? certificate, X509Chain? received)
    {
        if (_insecureFallback)
        {
            return true;
        }

        if (certificate is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_clientRoots!);
        foreach (var element in received?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate);
    }

    private static ImmutableArray<CertificateConfig?> Sources(ListenerTls tls, ImmutableDictionary<string, CertificateConfig> certificates) =>
        [.. tls.Certificates.Concat(tls.ClientValidation?.CaBundles ?? []).Select(certificates.GetValueOrDefault)];

    private sealed class ServedCertificate(SslStreamCertificateContext context)
    {
        public SslStreamCertificateContext Context { get; } = context;

        public bool Covers(string serverName)
        {
            try
            {
                return Context.TargetCertificate.MatchesHostname(serverName, allowWildcards: true, allowCommonName: false);
            }
            catch (ArgumentException)
            {
                // An SNI that is no host name at all matches nothing.
                return false;
            }
        }
    }
}

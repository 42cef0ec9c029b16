using System.Collections.Immutable;
using System.Net;
using Sluice.Routing.Model;

namespace Sluice.Benchmarks.Contenders;

/// <summary>Routing snapshots of any size.</summary>
internal static class BenchSnapshots
{
    /// <summary>Routes /route-0, /route-1 and so on by prefix; the last one takes every path.</summary>
    public static RoutingSnapshot Of(int port, IPEndPoint upstream, int routes, BenchCertificate? certificate = null)
    {
        var listener = new ListenerConfig
        {
            Name = "http",
            Source = "http",
            Port = port,
            Protocol = certificate is null ? ListenerProtocol.Http : ListenerProtocol.Https,
            Tls = certificate is null ? null : new ListenerTls { Mode = TlsMode.Terminate, Certificates = ["bench"] },
        };
        var backend = new BackendConfig
        {
            Name = "upstream",
            Source = "upstream",
            Protocol = BackendProtocol.Http1,
            Endpoints = [new BackendEndpoint(upstream.Address.ToString(), upstream.Port)],
        };
        return RoutingSnapshot.Empty with
        {
            Listeners = ImmutableDictionary<string, ListenerConfig>.Empty.Add(listener.Name, listener),
            Certificates = certificate is null
                ? ImmutableDictionary<string, CertificateConfig>.Empty
                : ImmutableDictionary<string, CertificateConfig>.Empty.Add("bench", new CertificateConfig
                {
                    Name = "bench",
                    Source = "bench",
                    CertificatesPem = File.ReadAllText(certificate.CertificateFile),
                    PrivateKeyPem = new SecretText(File.ReadAllText(certificate.KeyFile)),
                }),
            Backends = ImmutableDictionary<string, BackendConfig>.Empty.Add(backend.Name, backend),
            HttpRoutes = Enumerable.Range(0, routes).Select(i => Route($"r{i}", i == routes - 1 ? "/" : $"/route-{i}")).ToImmutableDictionary(route => route.Name),
        };
    }

    private static HttpRouteConfig Route(string name, string prefix) => new()
    {
        Name = name,
        Source = name,
        CreatedAt = DateTimeOffset.UnixEpoch,
        TieBreak = name,
        Attachments = [new RouteAttachment { Listener = "http", Hostnames = [""] }],
        Rules =
        [
            new HttpRule
            {
                Index = 0,
                Matches = [new HttpMatch { Path = new PathMatch(PathMatchKind.Prefix, prefix) }],
                Backends = [new WeightedBackend { Backend = "upstream", Weight = 1 }],
            },
        ],
    };
}

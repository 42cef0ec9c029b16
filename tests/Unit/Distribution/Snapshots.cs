using System.Collections.Immutable;
using Sluice.Routing.Model;

namespace Sluice.Distribution.Tests;

/// <summary>Routing snapshots in few words.</summary>
internal static class Snapshots
{
    public static RoutingSnapshot With(int routes, string key = "KEY") => new()
    {
        Listeners = Map(new ListenerConfig { Name = "Gateway/infra/shared/http", Source = "Gateway infra/shared", Port = 80, Protocol = ListenerProtocol.Http }, unit => unit.Name),
        HttpRoutes = Enumerable.Range(0, routes).Select(i => Route(i)).ToImmutableDictionary(route => route.Name),
        Backends = Map(Backend("a"), unit => unit.Name),
        Certificates = Map(
            new CertificateConfig { Name = "Secret/infra/tls", Source = "Secret infra/tls", CertificatesPem = "CERT", PrivateKeyPem = new SecretText(key) },
            unit => unit.Name),
    };

    public static HttpRouteConfig Route(int number, string path = "/") => new()
    {
        Name = $"HTTPRoute/shop/r{number}",
        Source = $"HTTPRoute shop/r{number}",
        CreatedAt = DateTimeOffset.UnixEpoch,
        TieBreak = $"shop/r{number}",
        Attachments = [new RouteAttachment { Listener = "Gateway/infra/shared/http", Hostnames = [$"h{number}.example.com"] }],
        Rules = [new HttpRule { Index = 0, Matches = [new HttpMatch { Path = new PathMatch(PathMatchKind.Prefix, path) }] }],
    };

    public static BackendConfig Backend(string name) => new()
    {
        Name = $"Service/shop/{name}:80",
        Source = $"Service shop/{name}",
        Protocol = BackendProtocol.Http1,
        Endpoints = [new BackendEndpoint("127.0.0.1", 8080)],
    };

    private static ImmutableDictionary<string, T> Map<T>(T unit, Func<T, string> name) =>
        ImmutableDictionary<string, T>.Empty.Add(name(unit), unit);
}

using System.Collections.Immutable;
using System.Net;
using Sluice.Routing.Model;

namespace Sluice.Proxy.Tests.Support;

/// <summary>Short ways to write routing snapshots.</summary>
internal static class Snapshots
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;

    public static ListenerConfig HttpListener(int port = 80, string hostname = "", string name = "http") =>
        new() { Name = name, Source = name, Port = port, Protocol = ListenerProtocol.Http, Hostname = hostname };

    public static ListenerConfig HttpsListener(string certificate, int port = 443, string hostname = "", string name = "https", ClientValidation? validation = null) => new()
    {
        Name = name,
        Source = name,
        Port = port,
        Protocol = ListenerProtocol.Https,
        Hostname = hostname,
        Tls = new ListenerTls { Mode = TlsMode.Terminate, Certificates = [certificate], ClientValidation = validation },
    };

    public static BackendConfig Backend(string name, params IPEndPoint[] endpoints) => new()
    {
        Name = name,
        Source = name,
        Protocol = BackendProtocol.Http1,
        Endpoints = [.. endpoints.Select(endpoint => new BackendEndpoint(endpoint.Address.ToString(), endpoint.Port))],
    };

    public static HttpRule Rule(string backend, string prefix = "/") => new()
    {
        Index = 0,
        Matches = [new HttpMatch { Path = new PathMatch(PathMatchKind.Prefix, prefix) }],
        Backends = [new WeightedBackend { Backend = backend, Weight = 1 }],
    };

    public static HttpRouteConfig Route(string name, ImmutableArray<HttpRule> rules, string listener = "http", params string[] hostnames) => new()
    {
        Name = name,
        Source = name,
        CreatedAt = Epoch,
        TieBreak = name,
        Attachments = [new RouteAttachment { Listener = listener, Hostnames = hostnames.Length == 0 ? [""] : [.. hostnames] }],
        Rules = [.. rules.Select((rule, index) => rule with { Index = index })],
    };

    public static StreamRouteConfig StreamRoute(string name, string listener, string hostname, params (string Backend, int Weight)[] backends) => new()
    {
        Name = name,
        Source = name,
        CreatedAt = Epoch,
        TieBreak = name,
        Attachments = [new RouteAttachment { Listener = listener, Hostnames = [hostname] }],
        Backends = [.. backends.Select(backend => new WeightedBackend { Backend = backend.Backend, Weight = backend.Weight })],
    };

    public static RoutingSnapshot With(this RoutingSnapshot snapshot, params ListenerConfig[] listeners) =>
        snapshot with { Listeners = snapshot.Listeners.SetItems(listeners.Select(unit => KeyValuePair.Create(unit.Name, unit))) };

    public static RoutingSnapshot With(this RoutingSnapshot snapshot, params HttpRouteConfig[] routes) =>
        snapshot with { HttpRoutes = snapshot.HttpRoutes.SetItems(routes.Select(unit => KeyValuePair.Create(unit.Name, unit))) };

    public static RoutingSnapshot With(this RoutingSnapshot snapshot, params StreamRouteConfig[] routes) =>
        snapshot with { StreamRoutes = snapshot.StreamRoutes.SetItems(routes.Select(unit => KeyValuePair.Create(unit.Name, unit))) };

    public static RoutingSnapshot With(this RoutingSnapshot snapshot, params BackendConfig[] backends) =>
        snapshot with { Backends = snapshot.Backends.SetItems(backends.Select(unit => KeyValuePair.Create(unit.Name, unit))) };

    public static RoutingSnapshot With(this RoutingSnapshot snapshot, params CertificateConfig[] certificates) =>
        snapshot with { Certificates = snapshot.Certificates.SetItems(certificates.Select(unit => KeyValuePair.Create(unit.Name, unit))) };

    /// <summary>One HTTP listener on port 80 and one route to one backend.</summary>
    public static RoutingSnapshot Simple(IPEndPoint backend, Func<HttpRule, HttpRule>? change = null)
    {
        var rule = Rule("b");
        return RoutingSnapshot.Empty.With(HttpListener()).With(Backend("b", backend)).With(Route("r", [change?.Invoke(rule) ?? rule]));
    }
}

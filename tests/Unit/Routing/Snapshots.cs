using System.Collections.Immutable;
using Sluice.Routing.Model;

namespace Sluice.Routing.Tests;

internal static class Snapshots
{
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static ListenerConfig Listener(string name = "http", int port = 80, string hostname = "", ListenerProtocol protocol = ListenerProtocol.Http) =>
        new() { Name = name, Source = name, Port = port, Protocol = protocol, Hostname = hostname };

    public static HttpRouteConfig Route(string name, string hostname, params HttpMatch[] matches) =>
        Route(name, [hostname], [.. matches.Select((match, i) => Rule(i, match))]);

    public static HttpRouteConfig Route(string name, string[] hostnames, ImmutableArray<HttpRule> rules, int age = 0) => new()
    {
        Name = name,
        Source = name,
        CreatedAt = Epoch.AddSeconds(-age),
        TieBreak = name,
        Attachments = [new() { Listener = "http", Hostnames = [.. hostnames] }],
        Rules = rules,
    };

    public static HttpRule Rule(int index, params HttpMatch[] matches) => new() { Index = index, Matches = [.. matches] };

    public static HttpMatch Exact(string path) => new() { Path = new(PathMatchKind.Exact, path) };

    public static HttpMatch Prefix(string path) => new() { Path = new(PathMatchKind.Prefix, path) };

    public static HttpMatch Expression(string path) => new() { Path = new(PathMatchKind.RegularExpression, path) };

    public static HttpMatch WithHeader(this HttpMatch match, string name, string value) =>
        match with { Headers = [.. match.Headers, new(ValueMatchKind.Exact, name, value)] };

    public static HttpMatch WithQuery(this HttpMatch match, string name, string value) =>
        match with { QueryParams = [.. match.QueryParams, new(ValueMatchKind.Exact, name, value)] };

    public static RoutingSnapshot Of(params HttpRouteConfig[] routes) => new()
    {
        Listeners = ImmutableDictionary.CreateRange([KeyValuePair.Create("http", Listener())]),
        HttpRoutes = routes.ToImmutableDictionary(route => route.Name),
    };
}

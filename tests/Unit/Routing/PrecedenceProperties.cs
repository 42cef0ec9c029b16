using System.Collections.Immutable;
using CsCheck;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;
using static Sluice.Routing.Tests.Snapshots;

namespace Sluice.Routing.Tests;

/// <summary>The compiled tables against the specification's precedence written down as one plain sort over every match.</summary>
public sealed class PrecedenceProperties
{
    private static readonly Gen<string> Segment = Gen.OneOf("a", "b", "ab", "");
    private static readonly Gen<string> Path = Segment.Array[0, 3].Select(segments => "/" + string.Join('/', segments.Where(s => s.Length > 0)));
    private static readonly Gen<string> Pattern = Gen.OneOf("", "*.example.com", "*.b.example.com", "a.b.example.com", "x.example.com");
    private static readonly Gen<string> Host = Gen.OneOf("a.b.example.com", "c.b.example.com", "x.example.com", "example.com", "other.org");

    private static readonly Gen<HttpMatch> Match =
        from kind in Gen.OneOf(PathMatchKind.Exact, PathMatchKind.Prefix)
        from path in Path
        from method in Gen.OneOf<string?>(null, "GET", "POST")
        from headers in Gen.OneOf("h1", "h2", "h3").Array[0, 2]
        from query in Gen.OneOf("q1", "q2").Array[0, 1]
        select new HttpMatch
        {
            Path = new(kind, path),
            Method = method,
            Headers = [.. headers.Distinct().Select(name => new NamedMatch(ValueMatchKind.Exact, name, "1"))],
            QueryParams = [.. query.Select(name => new NamedMatch(ValueMatchKind.Exact, name, "1"))],
        };

    private static readonly Gen<ImmutableArray<HttpRouteConfig>> Routes =
        (from hosts in Pattern.Array[1, 2]
         from rules in Match.Array[1, 2].Array[1, 3]
         from age in Gen.Int[0, 2]
         select (hosts, rules, age)).Array[1, 8].Select(specs => specs.Select((spec, i) =>
            Route($"ns/r{i}", [.. spec.hosts.Distinct()], [.. spec.rules.Select((matches, index) => Rule(index, matches))], spec.age)).ToImmutableArray());

    private static readonly Gen<Request> Requests =
        from host in Host
        from path in Path
        from method in Gen.OneOf("GET", "POST")
        from headers in Gen.OneOf("h1", "h2", "h3").Array[0, 3]
        from query in Gen.OneOf("", "q1=1", "q2=1", "q1=1&q2=1")
        select new Request(method, host, path, query, [.. headers.Distinct().Select(name => new HeaderValue(name, "1"))]);

    [Fact]
    public void Winner_IsTheSpecificationsWinner_InAnyOrderOfRoutes() =>
        Gen.Select(Routes, Requests.Array[1, 10], Gen.Int[0, 1000]).Sample((routes, requests, shuffle) =>
        {
            var shuffled = routes.OrderBy(route => (route.Name.GetHashCode(StringComparison.Ordinal) * 31) ^ shuffle).ToArray();
            var snapshot = CompiledSnapshot.Compile(Of(shuffled), CompiledSnapshot.Empty);
            foreach (var request in requests)
            {
                Assert.Equal(Reference(routes, request), request.MatchOn(snapshot));
            }
        }, iter: 2_000);

    [Fact]
    public void IncrementalCompilation_EqualsCompilationFromScratch() =>
        Gen.Select(Routes.Array[2, 5], Requests.Array[1, 10]).Sample((steps, requests) =>
        {
            var incremental = CompiledSnapshot.Empty;
            foreach (var routes in steps)
            {
                incremental = CompiledSnapshot.Compile(Of([.. routes]), incremental);
                foreach (var request in requests)
                {
                    Assert.Equal(Reference(routes, request), request.MatchOn(incremental));
                }
            }

            var emptied = CompiledSnapshot.Compile(RoutingSnapshot.Empty, incremental);
            Assert.Empty(emptied.Ports);
            Assert.Empty(emptied.State.Listeners);
        }, iter: 1_000);

    private static string? Reference(ImmutableArray<HttpRouteConfig> routes, Request request) =>
        (from route in routes
         from hostname in route.Attachments[0].Hostnames
         where Hostnames.Covers(hostname, request.Host)
         from rule in route.Rules
         from item in rule.Matches.Select((match, index) => (match, index))
         where Holds(item.match, request)
         orderby hostname.StartsWith('*') || hostname.Length == 0, hostname.Length descending,
             item.match.Path.Kind, item.match.Path.Value.TrimEnd('/').Length descending,
             item.match.Method is null, item.match.Headers.Length descending, item.match.QueryParams.Length descending,
             route.CreatedAt
         select (hostname, route, rule, item))
        .ToList() is [var first, ..] all
            ? all.TakeWhile(other => SameRank(first, other)).OrderBy(other => other.route.TieBreak, StringComparer.Ordinal)
                .ThenBy(other => other.rule.Index).Select(other => $"{other.route.Name}#{other.rule.Index}").First()
            : null;

    private static bool SameRank(
        (string hostname, HttpRouteConfig route, HttpRule rule, (HttpMatch match, int index) item) x,
        (string hostname, HttpRouteConfig route, HttpRule rule, (HttpMatch match, int index) item) y) =>
        x.hostname == y.hostname
        && x.item.match.Path.Kind == y.item.match.Path.Kind
        && x.item.match.Path.Value.TrimEnd('/') == y.item.match.Path.Value.TrimEnd('/')
        && x.item.match.Method is null == y.item.match.Method is null
        && x.item.match.Headers.Length == y.item.match.Headers.Length
        && x.item.match.QueryParams.Length == y.item.match.QueryParams.Length
        && x.route.CreatedAt == y.route.CreatedAt;

    private static bool Holds(HttpMatch match, Request request)
    {
        var path = match.Path.Kind == PathMatchKind.Exact
            ? request.Path == match.Path.Value
            : request.Path == match.Path.Value || (request.Path + "/").StartsWith(match.Path.Value.TrimEnd('/') + "/", StringComparison.Ordinal);
        return path
            && (match.Method is null || match.Method == request.Method)
            && match.Headers.All(header => request.Headers.Any(other => other.Name == header.Name))
            && match.QueryParams.All(query => request.Query.Split('&').Contains($"{query.Name}=1"));
    }
}

using System.Collections.Immutable;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;
using static Sluice.Routing.Tests.Snapshots;

namespace Sluice.Routing.Tests;

public sealed class MatchingTests
{
    [Theory]
    [InlineData("/exact", "r#0")]
    [InlineData("/exact/", "r#3")]
    [InlineData("/a", "r#1")]
    [InlineData("/a/", "r#1")]
    [InlineData("/a/b", "r#2")]
    [InlineData("/a/b/c", "r#2")]
    [InlineData("/a/bc", "r#1")]
    [InlineData("/ab", "r#3")]
    [InlineData("/", "r#3")]
    public void Path_ByElements_LongestWins(string path, string expected)
    {
        var snapshot = Compiled(Of(Route("r", "", Exact("/exact"), Prefix("/a"), Prefix("/a/b/"), Prefix("/"))));

        Assert.Equal(expected, Request.Get("any", path).MatchOn(snapshot));
    }

    [Fact]
    public void Path_ExactBeatsPrefixBeatsExpression()
    {
        var snapshot = Compiled(Of(
            Route("expression", "", Expression("/a/.*")),
            Route("prefix", "", Prefix("/a/b")),
            Route("exact", "", Exact("/a/b"))));

        Assert.Equal("exact#0", Request.Get("x", "/a/b").MatchOn(snapshot));
        Assert.Equal("prefix#0", Request.Get("x", "/a/b/c").MatchOn(snapshot));
        Assert.Equal("expression#0", Request.Get("x", "/a/c").MatchOn(snapshot));
        Assert.Null(Request.Get("x", "/b").MatchOn(snapshot));
    }

    [Fact]
    public void Hosts_MostSpecificFirst_ThenLessSpecific()
    {
        var snapshot = Compiled(Of(
            Route("exact", "a.b.example.com", Prefix("/exact")),
            Route("near", "*.b.example.com", Prefix("/near")),
            Route("far", "*.example.com", Prefix("/")),
            Route("any", "", Prefix("/"))));

        Assert.Equal("exact#0", Request.Get("A.b.Example.com:8080", "/exact").MatchOn(snapshot));
        Assert.Equal("near#0", Request.Get("a.b.example.com.", "/near").MatchOn(snapshot));
        Assert.Equal("far#0", Request.Get("a.b.example.com", "/").MatchOn(snapshot));
        Assert.Equal("any#0", Request.Get("example.com", "/").MatchOn(snapshot));
    }

    [Fact]
    public void Conditions_MoreHeadersThenMoreQueryParamsThenAge()
    {
        var snapshot = Compiled(Of(
            Route("young", [""], [Rule(0, Prefix("/"))], age: 1),
            Route("old", [""], [Rule(0, Prefix("/"))], age: 2),
            Route("header", "", Prefix("/").WithHeader("version", "two")),
            Route("headers", "", Prefix("/").WithHeader("version", "two").WithHeader("color", "red")),
            Route("query", "", Prefix("/").WithQuery("animal", "grey whale")),
            Route("method", "", Prefix("/") with { Method = "POST" })));

        Assert.Equal("old#0", Request.Get("x", "/").MatchOn(snapshot));
        Assert.Equal("header#0", Request.Get("x", "/?animal=grey+whale", ("Version", "two")).MatchOn(snapshot));
        Assert.Equal("headers#0", Request.Get("x", "/", ("version", "two"), ("Color", "red")).MatchOn(snapshot));
        Assert.Equal("query#0", Request.Get("x", "/?b=1&animal=grey%20whale").MatchOn(snapshot));
        Assert.Equal("old#0", Request.Get("x", "/?animal=x&animal=grey%20whale").MatchOn(snapshot));
        Assert.Equal("method#0", (Request.Get("x", "/", ("version", "two")) with { Method = "POST" }).MatchOn(snapshot));
    }

    [Fact]
    public void Header_RegularExpression_MatchesTheWholeValue()
    {
        var match = Prefix("/") with { Headers = [new(ValueMatchKind.RegularExpression, "x", "a+")] };
        var snapshot = Compiled(Of(Route("r", "", match)));

        Assert.Equal("r#0", Request.Get("x", "/", ("x", "aaa")).MatchOn(snapshot));
        Assert.Null(Request.Get("x", "/", ("x", "aaab")).MatchOn(snapshot));
    }

    [Fact]
    public void Header_EmptyValue_IsAValue()
    {
        var snapshot = Compiled(Of(Route("r", "", Prefix("/").WithHeader("x", ""))));

        Assert.Equal("r#0", Request.Get("x", "/", ("x", "")).MatchOn(snapshot));
        Assert.Null(Request.Get("x", "/").MatchOn(snapshot));
    }

    [Fact]
    public void Expression_ThatWouldBacktrack_IsLinear()
    {
        var snapshot = Compiled(Of(Route("r", "", Expression("/(a+)+b"))));

        Assert.Null(Request.Get("x", "/" + new string('a', 20_000)).MatchOn(snapshot));
    }

    [Theory]
    [InlineData("a)|(?:b")]
    [InlineData("(a")]
    [InlineData("(a)\\1")]
    [InlineData("(?=a)b")]
    [InlineData(".*a.{900}b")]
    [InlineData("(?:(?:x{1,1000}){1,1000}){1,1000}")]
    public void Expression_ThatIsBrokenOrCannotBeCheap_IsRefused(string expression)
    {
        Assert.False(RegularExpressions.TryCompile(expression, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Expression_OfOrdinarySize_IsTaken() =>
        Assert.True(RegularExpressions.TryCompile("/tenants/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/(users|groups)/[A-Za-z0-9_.-]{1,64}(/.*)?", out _, out _));

    [Fact]
    public void Listeners_AreIsolatedByHostname()
    {
        var config = new RoutingSnapshot
        {
            Listeners = new[] { Listener("any"), Listener("wild", hostname: "*.example.com"), Listener("exact", hostname: "a.example.com") }
                .ToImmutableDictionary(listener => listener.Name),
            HttpRoutes = new[]
            {
                On(Route("on-any", "", Prefix("/any")), "any"),
                On(Route("on-wild", "*.example.com", Prefix("/wild")), "wild"),
                On(Route("on-exact", "a.example.com", Prefix("/exact")), "exact"),
            }.ToImmutableDictionary(route => route.Name),
        };
        var snapshot = Compiled(config);

        Assert.Equal("on-exact#0", Request.Get("a.example.com", "/exact").MatchOn(snapshot));
        Assert.Null(Request.Get("a.example.com", "/wild").MatchOn(snapshot));
        Assert.Equal("on-wild#0", Request.Get("b.example.com", "/wild").MatchOn(snapshot));
        Assert.Null(Request.Get("b.example.com", "/any").MatchOn(snapshot));
        Assert.Equal("on-any#0", Request.Get("example.com", "/any").MatchOn(snapshot));
    }

    [Fact]
    public void ConsumerRoutes_ReplaceTheProducersForTheirNamespaceOnly()
    {
        var consumer = Route("consumer", "", Prefix("/c"));
        consumer = consumer with { Attachments = [consumer.Attachments[0] with { ClientNamespace = "shop" }] };
        var snapshot = Compiled(Of(Route("producer", "", Prefix("/")), consumer));

        Assert.Equal("producer#0", Request.Get("x", "/c").MatchOn(snapshot));
        Assert.Equal("producer#0", Request.Get("x", "/c").MatchOn(snapshot, clientNamespace: "other"));
        Assert.Equal("consumer#0", Request.Get("x", "/c").MatchOn(snapshot, clientNamespace: "shop"));
        Assert.Null(Request.Get("x", "/p").MatchOn(snapshot, clientNamespace: "shop"));
    }

    [Fact]
    public void StreamRoutes_OldestServes_AndSniIsMostSpecific()
    {
        var tcp = Listener("tcp", 9000, protocol: ListenerProtocol.Tcp);
        var tls = Listener("tls", 443, protocol: ListenerProtocol.Tls);
        var snapshot = Compiled(new RoutingSnapshot
        {
            Listeners = new[] { tcp, tls }.ToImmutableDictionary(listener => listener.Name),
            StreamRoutes = new[]
            {
                Stream("young", "tcp", "", age: 1), Stream("old", "tcp", "", age: 2),
                Stream("wild", "tls", "*.example.com"), Stream("exact", "tls", "a.example.com"),
            }.ToImmutableDictionary(route => route.Name),
        });

        Assert.Equal("old", snapshot.Port(9000)!.StreamListener!.StreamRoute()!.Config.Name);
        Assert.Equal("exact", snapshot.Port(443)!.ForServerName("a.example.com"u8)!.MatchServerName("a.example.com"u8)!.Config.Name);
        Assert.Equal("wild", snapshot.Port(443)!.ForServerName("b.example.com"u8)!.MatchServerName("b.example.com"u8)!.Config.Name);
        Assert.Null(snapshot.Port(443)!.ForServerName("b.example.org"u8)!.MatchServerName("b.example.org"u8));
    }

    private static CompiledSnapshot Compiled(RoutingSnapshot snapshot) => CompiledSnapshot.Compile(snapshot, CompiledSnapshot.Empty);

    private static HttpRouteConfig On(HttpRouteConfig route, string listener) =>
        route with { Attachments = [route.Attachments[0] with { Listener = listener }] };

    private static StreamRouteConfig Stream(string name, string listener, string hostname, int age = 0) => new()
    {
        Name = name,
        Source = name,
        CreatedAt = Epoch.AddSeconds(-age),
        TieBreak = name,
        Attachments = [new() { Listener = listener, Hostnames = [hostname] }],
    };
}

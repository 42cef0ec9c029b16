using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteHostnameIntersection : SerialCase
{
    private const string Name = "httproute-hostname-intersection";
    private const string Parent = $"{{name: {Name}, namespace: {Infra}}}";

    protected override string Manifests => Objects(
        Gateway(Name, HttpListener("listener-1", hostname: "very.specific.com"), HttpListener("listener-2", hostname: "*.wildcard.io"), HttpListener("listener-3", hostname: "*.anotherwildcard.io")),
        Gateway($"{Name}-all", HttpListener("listener-1")),
        HttpRouteFor("non.matching.com, \"*.nonmatchingwildcard.io\", very.specific.com", Parent, "specific-host-matches-listener-specific-host", To(B1, Prefix("/s1"))),
        HttpRouteFor("non.matching.com, wildcard.io, foo.wildcard.io, bar.wildcard.io, foo.bar.wildcard.io", Parent, "specific-host-matches-listener-wildcard-host", To(B2, Prefix("/s2"))),
        HttpRouteFor("non.matching.com, \"*.specific.com\"", Parent, "wildcard-host-matches-listener-specific-host", To(B3, Prefix("/s3"))),
        HttpRouteFor("\"*.anotherwildcard.io\"", Parent, "wildcard-host-matches-listener-wildcard-host", To(B1, Prefix("/s4"))),
        HttpRouteFor("specific.but.wrong.com, wildcard.io", Parent, "no-intersecting-hosts", To(B2, Prefix("/s5"))),
        HttpRouteFor("first.com, sub.first.com, second.com, sub.second.com", $"{{name: {Name}-all, namespace: {Infra}}}", $"{Name}-all", To(B2)));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var http = await AcceptedAsync(
            Name, "specific-host-matches-listener-specific-host", "specific-host-matches-listener-wildcard-host",
            "wildcard-host-matches-listener-specific-host", "wildcard-host-matches-listener-wildcard-host");
        await ExpectAsync(http, "/s1", B1, ["very.specific.com", "very.specific.com:1234"], ["non.matching.com", "foo.nonmatchingwildcard.io", "foo.wildcard.io"]);
        await ExpectAsync(http, "/s2", B2, ["foo.wildcard.io", "bar.wildcard.io", "foo.bar.wildcard.io"], ["non.matching.com", "wildcard.io", "very.specific.com"]);
        await ExpectAsync(http, "/s3", B3, ["very.specific.com"], ["non.matching.com", "foo.specific.com", "foo.wildcard.io"]);
        await ExpectAsync(http, "/s4", B1, ["foo.anotherwildcard.io", "bar.anotherwildcard.io", "foo.bar.anotherwildcard.io"], ["anotherwildcard.io", "foo.wildcard.io", "very.specific.com"]);
        await ExpectAsync(http, "/non-matching-prefix", B1, [], ["very.specific.com", "foo.wildcard.io", "foo.anotherwildcard.io"]);
        await Status.RouteConditionAsync("HTTPRoute", "no-intersecting-hosts", Name, "Accepted", "False", "NoMatchingListenerHostname");
        await ExpectAsync(http, "/s5", B2, [], ["specific.but.wrong.com", "wildcard.io"]);
        await Status.GatewayListenersAsync(Name, Listener("listener-1", 2), Listener("listener-2", 1), Listener("listener-3", 1));

        var all = await AcceptedAsync($"{Name}-all", $"{Name}-all");
        await ExpectAsync(all, "/", B2, ["first.com", "sub.first.com", "second.com", "sub.second.com"], ["third.com", "sub.third.com"]);
    }

    private static ExpectedListener Listener(string name, int attached) =>
        new(name, ["HTTPRoute"], attached, ("Accepted", "True", null), ("ResolvedRefs", "True", null));

    private static async Task ExpectAsync(HttpProbe http, string path, string backend, string[] matching, string[] others) =>
        await http.ExpectAsync(
        [
            .. matching.Select(host => Exchange.To(path, backend) with { Host = host }),
            .. others.Select(host => Exchange.NotFound(path) with { Host = host }),
        ]);
}

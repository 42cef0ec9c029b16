using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteMatchingAcrossRoutes : SerialCase
{
    protected override string Manifests => Objects(
        HttpRouteFor("example.com, example.net", "{name: same-namespace}", "matching-part1", To(B1, Prefix("/"), Headers(("version", "one")))),
        HttpRouteFor("example.com", "{name: same-namespace}", "matching-part2", To(B2, Prefix("/v2"), Headers(("version", "two")))));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "matching-part1", "matching-part2");
        await http.ExpectForHostAsync("example.com", ("/", B1), ("/example", B1), ("/v2", B2), ("/v2/example", B2));
        await http.ExpectForHostAsync("example.net", ("/example", B1), ("/v2", B1));
        await http.ExpectAsync(
            Exchange.To("/example", B1) with { Host = "example.com", Headers = new() { ["Version"] = "one" } },
            Exchange.To("/", B2) with { Host = "example.com", Headers = new() { ["Version"] = "two" } });
    }
}

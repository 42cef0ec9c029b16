using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteMatching : SerialCase
{
    protected override string Manifests => HttpRoute("matching", To(B1, Prefix("/"), Headers(("version", "one"))), To(B2, Prefix("/v2"), Headers(("version", "two"))));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "matching");
        await http.ExpectAsync(("/", B1), ("/example", B1), ("/v2example", B1), ("/foo/v2/example", B1), ("/v2", B2), ("/v2/", B2), ("/v2/example", B2));
        await http.ExpectAsync(
            Exchange.To("/", B1) with { Headers = new() { ["Version"] = "one" } },
            Exchange.To("/", B2) with { Headers = new() { ["Version"] = "two" } });
    }
}

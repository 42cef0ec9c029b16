using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteExactPathMatching : SerialCase
{
    protected override string Manifests => HttpRoute("exact-matching", To(B1, Exact("/one")), To(B2, Exact("/two")));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "exact-matching");
        await http.ExpectAsync(("/one", B1), ("/two", B2), ("/", "404"), ("/one/example", "404"), ("/two/", "404"), ("/Two", "404"));
    }
}

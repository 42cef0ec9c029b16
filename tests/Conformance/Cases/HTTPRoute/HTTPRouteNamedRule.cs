using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteNamedRouteRule, Provisional = true)]
public sealed class HTTPRouteNamedRule : SerialCase
{
    protected override string Manifests => HttpRoute("http-named-rules", "name: named-rule, " + To(B1, Prefix("/named")), To(B2, Prefix("/unnamed")));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "http-named-rules");
        await http.ExpectAsync(("/named", B1), ("/unnamed", B2));
    }
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteNoBackendRefs : SerialCase
{
    protected override string Manifests => HttpRoute(
        "omitted-backendrefs", $"matches: [{{{Exact("/omitted-no-forward")}}}]", Rule("backendRefs: []", Exact("/empty-no-forward")), To(B1, Prefix("/")));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "omitted-backendrefs");
        await http.ExpectAsync(("/forward", B1), ("/omitted-no-forward", "500"), ("/empty-no-forward", "500"));
    }
}

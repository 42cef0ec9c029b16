using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRoutePathMatchOrder : SerialCase
{
    protected override string Manifests => HttpRoute(
        "path-matching-order", To(B1, Exact("/match")), To(B2, Exact("/match/exact")), To(B3, Exact("/match/exact/one")),
        To(B3, Prefix("/match/")), To(B1, Prefix("/match/prefix/")), To(B2, Prefix("/match/prefix/one")));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "path-matching-order");
        await http.ExpectAsync(
            ("/match/exact/one", B3), ("/match/exact", B2), ("/match", B1), ("/match/prefix/one/any", B2), ("/match/prefix/any", B1), ("/match/any", B3));
    }
}

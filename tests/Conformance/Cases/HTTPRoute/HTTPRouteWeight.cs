using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteWeight : SerialCase
{
    protected override string Manifests => HttpRoute(
        "weighted-backends", $"backendRefs: [{Backend(B1, "weight: 70")}, {Backend(B2, "weight: 30")}, {Backend(B3, "weight: 0")}]");

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "weighted-backends");
        await http.ExpectAsync(new Exchange("/") { Namespace = Infra });
        await Weights.HoldAsync(new() { [B1] = 0.7, [B2] = 0.3, [B3] = 0 }, async () =>
        {
            var (status, _, echo) = await http.SendAsync(new Exchange("/"));
            Assert.Equal(200, status);
            return (string)echo!["pod"]!;
        });
    }
}

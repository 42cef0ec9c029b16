using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteMultipleGateways : SerialCase
{
    protected override string Manifests => Objects(
        HttpRouteOn("{name: same-namespace}, {name: all-namespaces}", "multiple-gateways-shared-route", To(B1, Prefix("/shared"))),
        HttpRouteOn("{name: same-namespace}", "same-namespace-dedicated-route", To(B2, Prefix("/"))),
        HttpRouteOn("{name: all-namespaces}", "all-namespaces-dedicated-route", To(B3, Prefix("/"))));

    protected override async Task RunAsync()
    {
        var same = await AcceptedAsync("same-namespace", "multiple-gateways-shared-route", "same-namespace-dedicated-route");
        await same.ExpectAsync(("/shared", B1), ("/", B2));
        var all = await AcceptedAsync("all-namespaces", "multiple-gateways-shared-route", "all-namespaces-dedicated-route");
        await all.ExpectAsync(("/shared", B1), ("/", B3));
    }
}

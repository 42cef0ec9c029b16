using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway)]
public sealed class GatewayInvalidRouteKind : ParallelCase
{
    protected override string Manifests => Objects(
        Skipped(Gateway("gateway-only-invalid-route-kind", "name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}, kinds: [{kind: InvalidRoute}]}")),
        Skipped(Gateway("gateway-supported-and-invalid-route-kind", "name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}, kinds: [{kind: InvalidRoute}, {kind: HTTPRoute}]}")));

    protected override async Task RunAsync()
    {
        await Status.GatewayListenersAsync("gateway-only-invalid-route-kind", new ExpectedListener("http", [], 0, ("ResolvedRefs", "False", "InvalidRouteKinds")));
        await Status.GatewayListenersAsync("gateway-supported-and-invalid-route-kind", new ExpectedListener("http", ["HTTPRoute"], 0, ("ResolvedRefs", "False", "InvalidRouteKinds")));
    }
}

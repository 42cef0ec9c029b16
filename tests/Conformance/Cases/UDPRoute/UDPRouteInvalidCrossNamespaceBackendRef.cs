using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.UDPRoutes;

[ConformanceTest(Features.Gateway, Features.UDPRoute, Features.ReferenceGrant, Provisional = true)]
public sealed class UDPRouteInvalidCrossNamespaceBackendRef : SerialCase
{
    private const string GatewayName = "udp-gateway-invalid-cross-namespace-backend-ref";

    protected override string Manifests => Objects(
        Gateway(GatewayName, StreamListener("udp", "UDP", 5300)),
        StreamRoute("UDPRoute", "udp-route-invalid-cross-namespace-backend-ref", $"{{name: {GatewayName}, sectionName: udp}}", $"{{name: udp-echo-no-reference-grant, namespace: {AppBackend}, port: 8080}}"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.GatewayAndRoutesAcceptedAsync(GatewayName, "UDPRoute", resolved: false, "udp-route-invalid-cross-namespace-backend-ref");
        await Status.RouteConditionAsync("UDPRoute", "udp-route-invalid-cross-namespace-backend-ref", GatewayName, "ResolvedRefs", "False", "RefNotPermitted");
    }
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.UDPRoutes;

[ConformanceTest(Features.Gateway, Features.UDPRoute, Provisional = true)]
public sealed class UDPRouteInvalidBackendRefNonexistent : SerialCase
{
    protected override string Manifests => Objects(
        Gateway("udp-gateway-invalid-backend", StreamListener("udp", "UDP", 5300)),
        StreamRoute("UDPRoute", "udp-route-invalid-backend-ref-nonexistent", "{name: udp-gateway-invalid-backend, sectionName: udp}", "{name: nonexistent-service, port: 8080}"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.RouteConditionAsync("UDPRoute", "udp-route-invalid-backend-ref-nonexistent", "udp-gateway-invalid-backend", "ResolvedRefs", "False", "BackendNotFound");
    }
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TCPRoutes;

[ConformanceTest(Features.Gateway, Features.TCPRoute, Provisional = true)]
public sealed class TCPRouteInvalidBackendRefNonexistent : SerialCase
{
    protected override string Manifests => Objects(
        Gateway("tcp-gateway-invalid-backend", StreamListener("tcp", "TCP", 9300)),
        StreamRoute("TCPRoute", "tcp-route-invalid-backend-ref-nonexistent", "{name: tcp-gateway-invalid-backend, sectionName: tcp}", "{name: nonexistent-service, port: 8080}"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.RouteConditionAsync("TCPRoute", "tcp-route-invalid-backend-ref-nonexistent", "tcp-gateway-invalid-backend", "ResolvedRefs", "False", "BackendNotFound");
    }
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TCPRoutes;

[ConformanceTest(Features.Gateway, Features.TCPRoute, Features.ReferenceGrant, Provisional = true)]
public sealed class TCPRouteInvalidCrossNamespaceBackendRef : SerialCase
{
    private const string GatewayName = "tcp-invalid-cross-namespace-backend-ref-gateway";

    protected override string Manifests => Objects(
        BaseManifests.Tcp("tcp-invalid-xns-backend", WebBackend),
        Gateway(GatewayName, StreamListener("tcp", "TCP", 9321)),
        StreamRoute("TCPRoute", "tcp-invalid-cross-namespace-backend-ref", $"{{name: {GatewayName}, sectionName: tcp}}", $"{{name: tcp-invalid-xns-backend, namespace: {WebBackend}, port: 3000}}"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.NamespaceReadyAsync(WebBackend);
        await Status.GatewayAndRoutesAcceptedAsync(GatewayName, "TCPRoute", resolved: false, "tcp-invalid-cross-namespace-backend-ref");
        await Status.RouteConditionAsync("TCPRoute", "tcp-invalid-cross-namespace-backend-ref", GatewayName, "ResolvedRefs", "False", "RefNotPermitted");
    }
}

using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TLSRoutes;

[ConformanceTest(Features.Gateway, Features.TLSRoute)]
public sealed class TLSRouteInvalidBackendRefNonexistent : SerialCase
{
    private const string GatewayName = "gateway-tlsroute-invalid-backend-ref-nonexistent";

    protected override string Manifests => Objects(
        Gateway(GatewayName, "name: tls, protocol: TLS, port: 443, tls: {mode: Passthrough}"),
        StreamRoute("TLSRoute", "invalid-backend-ref-nonexistent", $"{{name: {GatewayName}}}", "{name: nonexistent, port: 443}", "example.com"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var address = await Status.GatewayAndRoutesAcceptedAsync(GatewayName, "TLSRoute", resolved: false, "invalid-backend-ref-nonexistent");
        await Status.RouteConditionAsync("TLSRoute", "invalid-backend-ref-nonexistent", GatewayName, "ResolvedRefs", "False", "BackendNotFound");
        await new TcpProbe(address).RejectedAsync("example.com");
    }
}

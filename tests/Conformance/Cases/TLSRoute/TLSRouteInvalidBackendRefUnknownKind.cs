using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TLSRoutes;

[ConformanceTest(Features.Gateway, Features.TLSRoute)]
public sealed class TLSRouteInvalidBackendRefUnknownKind : SerialCase
{
    private const string GatewayName = "gateway-tlsroute-invalid-backend-ref-unknown-kind";

    protected override string Manifests => Objects(
        Gateway(GatewayName, "name: tls, protocol: TLS, port: 443, tls: {mode: Passthrough}"),
        StreamRoute("TLSRoute", "invalid-backend-ref-unknown-kind", $"{{name: {GatewayName}}}", "{group: unknownkind.example.com, kind: NonExistent, name: tls-backend, port: 443}", "example.com"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var address = await Status.GatewayAndRoutesAcceptedAsync(GatewayName, "TLSRoute", resolved: false, "invalid-backend-ref-unknown-kind");
        await Status.RouteConditionAsync("TLSRoute", "invalid-backend-ref-unknown-kind", GatewayName, "ResolvedRefs", "False", "InvalidKind");
        await new TcpProbe(address).RejectedAsync("example.com");
    }
}

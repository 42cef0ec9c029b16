using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TLSRoutes;

[ConformanceTest(Features.Gateway, Features.TLSRoute, Features.TLSRouteModeTerminate, Provisional = true)]
public sealed class TLSRouteTerminateSimpleSameNamespace : SerialCase
{
    protected override string Manifests => Objects(
        Gateway("gateway-tlsroute-terminate", TlsListener("tlsterminate", 8443, "tls.example.com", "tls-terminate-checks-certificate")),
        StreamRoute("TLSRoute", "tlsroute-terminated-test", "{name: gateway-tlsroute-terminate}", "{name: tcp-backend, port: 3000}", "tls.example.com"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var address = await Status.GatewayAndRoutesAcceptedAsync("gateway-tlsroute-terminate", "TLSRoute", resolved: true, "tlsroute-terminated-test");
        await new TcpProbe(address) { Tls = new("tls.example.com", Cluster.Certificates.TlsChecksCa.Certificate) }.ExpectAsync("tcp-backend");
    }
}

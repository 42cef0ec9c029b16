using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TLSRoutes;

[ConformanceTest(Features.Gateway, Features.TLSRoute)]
public sealed class TLSRouteSimpleSameNamespace : SerialCase
{
    protected override string Manifests => Objects(
        Gateway("gateway-tlsroute", TlsListener("https", 443, "*.example.com")),
        StreamRoute("TLSRoute", "gateway-conformance-infra-test", "{name: gateway-tlsroute}", "{name: tcp-backend, port: 8443}", "abc.example.com"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var address = await Status.GatewayAndRoutesAcceptedAsync("gateway-tlsroute", "TLSRoute", resolved: true, "gateway-conformance-infra-test");
        await new TcpProbe(address) { Tls = new("abc.example.com", Cluster.Certificates.TlsChecksCa.Certificate) }.ExpectAsync("tcp-backend", seesTls: true);
    }
}

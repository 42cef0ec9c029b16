using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TLSRoutes;

[ConformanceTest(Features.Gateway, Features.TLSRoute, Features.TLSRouteModeTerminate, Features.TLSRouteModeMixed, Provisional = true)]
public sealed class TLSRouteMixedTerminationSameNamespace : SerialCase
{
    private const string Name = "gateway-tlsroute-mixed-termination";

    protected override string Manifests => Objects(
        Gateway(Name, TlsListener("tls-terminate", 8883, "tls.example.com", "tls-terminate-checks-certificate"), TlsListener("tls-passthrough", 8883, "abc.example.com")),
        StreamRoute("TLSRoute", "mixed-passthroughroute", $"{{name: {Name}}}", "{name: tcp-backend, port: 8443}", "abc.example.com"),
        StreamRoute("TLSRoute", "mixed-terminateroute", $"{{name: {Name}}}", "{name: tcp-backend, port: 3000}", "tls.example.com"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var address = await Status.GatewayAndRoutesAcceptedAsync(Name, "TLSRoute", resolved: true, "mixed-passthroughroute", "mixed-terminateroute");
        await Status.GatewayListenersAsync(
            Name,
            new ExpectedListener("tls-terminate", ["TLSRoute"], 1, ("Accepted", "True", "Accepted")),
            new ExpectedListener("tls-passthrough", ["TLSRoute"], 1, ("Accepted", "True", "Accepted")));
        var authority = Cluster.Certificates.TlsChecksCa.Certificate;
        await new TcpProbe(address) { Tls = new("tls.example.com", authority) }.ExpectAsync("tcp-backend");
        await new TcpProbe(address) { Tls = new("abc.example.com", authority) }.ExpectAsync("tcp-backend", seesTls: true);
    }
}

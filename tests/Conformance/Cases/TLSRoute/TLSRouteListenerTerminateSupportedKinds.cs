using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TLSRoutes;

[ConformanceTest(Features.Gateway, Features.TLSRoute, Features.TLSRouteModeTerminate)]
public sealed class TLSRouteListenerTerminateSupportedKinds : SerialCase
{
    private const string Name = "gateway-tlsroute-terminate-supported";

    protected override string Manifests => Gateway(Name, TlsListener("tls-terminate", 8443, "terminate.example.com", "tls-terminate-checks-certificate"));

    protected override Task RunAsync() =>
        Status.GatewayListenersAsync(Name, new ExpectedListener("tls-terminate", ["TLSRoute"], 0, ("Accepted", "True", "Accepted")));
}

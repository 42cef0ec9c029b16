using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TLSRoutes;

/// <summary>Speaks of implementations without TLSRouteModeMixed; ours has it, so both listeners of the manifest must be fine.</summary>
[ConformanceTest(Features.Gateway, Features.TLSRoute, Features.TLSRouteModeTerminate)]
public sealed class TLSRouteListenerMixedTerminationNotSupported : SerialCase
{
    private const string Name = "gateway-tlsroute-mixed-termination-not-supported";

    protected override string Manifests => Gateway(
        Name, TlsListener("tls-terminate", 8443, "terminate.example.com", "tls-terminate-checks-certificate"), TlsListener("tls-passthrough", 8443, "passthrough.example.com"));

    protected override Task RunAsync() => Status.GatewayListenersAsync(
        Name,
        new ExpectedListener("tls-terminate", ["TLSRoute"], 0, ("Accepted", "True", "Accepted")),
        new ExpectedListener("tls-passthrough", ["TLSRoute"], 0, ("Accepted", "True", "Accepted")));
}

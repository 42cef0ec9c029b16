using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TLSRoutes;

/// <summary>Speaks of implementations without TLSRouteModeTerminate; ours has it, so the manifest's listener must be fine.</summary>
[ConformanceTest(Features.Gateway, Features.TLSRoute)]
public sealed class TLSRouteListenerTerminateNotSupported : SerialCase
{
    private const string Name = "gateway-tlsroute-terminate-unsupported";

    protected override string Manifests => Gateway(Name, TlsListener("tls-terminate", 8443, "terminate.example.com", "tls-terminate-checks-certificate"));

    protected override Task RunAsync() =>
        Status.GatewayListenersAsync(Name, new ExpectedListener("tls-terminate", ["TLSRoute"], 0, ("Accepted", "True", "Accepted")));
}

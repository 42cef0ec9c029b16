using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.UDPRoutes;

[ConformanceTest(Features.Gateway, Features.UDPRoute, Provisional = true)]
public sealed class UDPRouteNotAllowedByListeners : SerialCase
{
    protected override string Manifests => Objects(
        Gateway("udproute-tls-only-gateway", "name: tls, port: 443, protocol: TLS, tls: {mode: Passthrough}"),
        StreamRoute("UDPRoute", "udproute-not-allowed-by-listeners", "{name: udproute-tls-only-gateway, sectionName: tls}", "{name: coredns, port: 53}"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.RouteConditionAsync("UDPRoute", "udproute-not-allowed-by-listeners", "udproute-tls-only-gateway", "Accepted", "False", "NotAllowedByListeners");
        await Status.ZeroRoutesAsync("udproute-tls-only-gateway");
    }
}

using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.UDPRoutes;

[ConformanceTest(Features.Gateway, Features.UDPRoute, Features.ReferenceGrant, Provisional = true)]
public sealed class UDPRouteReferenceGrant : SerialCase
{
    private const string GatewayName = "udp-gateway-reference-grant";

    protected override string Manifests => Objects(
        BaseManifests.Udp("udp-echo-reference-grant", AppBackend),
        ReferenceGrant("udp-reference-grant", AppBackend, "UDPRoute", "Service", "udp-echo-reference-grant"),
        Gateway(GatewayName, StreamListener("udp", "UDP", 5300)),
        StreamRoute("UDPRoute", "udp-route-reference-grant", $"{{name: {GatewayName}, sectionName: udp}}", $"{{name: udp-echo-reference-grant, namespace: {AppBackend}, port: 8080}}"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var address = await Status.GatewayAndRoutesAcceptedAsync(GatewayName, "UDPRoute", resolved: true, "udp-route-reference-grant");
        await new UdpProbe(address).ExpectAsync();
        await Objects.DeleteAsync($"{ApiObjects.PathOf("ReferenceGrant", AppBackend)}/udp-reference-grant");
        await Status.RouteConditionAsync("UDPRoute", "udp-route-reference-grant", GatewayName, "ResolvedRefs", "False", "RefNotPermitted");
    }
}

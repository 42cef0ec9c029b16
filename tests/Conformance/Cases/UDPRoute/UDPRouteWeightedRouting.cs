using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.UDPRoutes;

[ConformanceTest(Features.Gateway, Features.UDPRoute, Provisional = true)]
public sealed class UDPRouteWeightedRouting : SerialCase
{
    protected override string Manifests => Objects(
        BaseManifests.Udp("udp-backend-v1"),
        BaseManifests.Udp("udp-backend-v2"),
        BaseManifests.Udp("udp-backend-v3"),
        Gateway("udp-weighted-gateway", StreamListener("udp", "UDP", 5300)),
        StreamRoute(
            "UDPRoute", "udp-weighted-route", "{name: udp-weighted-gateway, sectionName: udp}",
            "{name: udp-backend-v1, port: 8080, weight: 70}, {name: udp-backend-v2, port: 8080, weight: 30}, {name: udp-backend-v3, port: 8080, weight: 0}"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var udp = new UdpProbe(await Status.GatewayAndRoutesAcceptedAsync("udp-weighted-gateway", "UDPRoute", resolved: true, "udp-weighted-route"));
        await udp.ExpectAsync();
        await Weights.HoldAsync(new() { ["udp-backend-v1"] = 0.7, ["udp-backend-v2"] = 0.3, ["udp-backend-v3"] = 0 }, async () => (string)(await udp.ExchangeAsync())["pod"]!);
    }
}

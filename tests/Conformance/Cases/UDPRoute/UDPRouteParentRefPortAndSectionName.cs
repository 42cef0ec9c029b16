using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.UDPRoutes;

[ConformanceTest(Features.Gateway, Features.UDPRoute, Provisional = true)]
public sealed class UDPRouteParentRefPortAndSectionName : SerialCase
{
    private const string Name = "udp-multi-listener-gateway";

    protected override string Manifests => Objects(
        BaseManifests.Udp("udp-echo-by-port"),
        BaseManifests.Udp("udp-echo-by-section"),
        BaseManifests.Udp("udp-echo-by-section-and-port"),
        Gateway(Name, StreamListener("by-port", "UDP", 5300), StreamListener("by-section", "UDP", 5301), StreamListener("by-section-and-port", "UDP", 5302)),
        StreamRoute("UDPRoute", "udp-route-by-port", $"{{name: {Name}, port: 5300}}", "{name: udp-echo-by-port, port: 8080}"),
        StreamRoute("UDPRoute", "udp-route-by-section", $"{{name: {Name}, sectionName: by-section}}", "{name: udp-echo-by-section, port: 8080}"),
        StreamRoute("UDPRoute", "udp-route-by-section-and-port", $"{{name: {Name}, sectionName: by-section-and-port, port: 5302}}", "{name: udp-echo-by-section-and-port, port: 8080}"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        foreach (var route in new[] { "udp-route-by-port", "udp-route-by-section", "udp-route-by-section-and-port" })
        {
            await Status.RouteConditionAsync("UDPRoute", route, Name, "Accepted", "True", "Accepted");
        }

        var udp = new UdpProbe(await Status.GatewayAddressAsync(Name));
        await udp.OnPort(5300).ExpectAsync("udp-echo-by-port", Infra);
        await udp.OnPort(5301).ExpectAsync("udp-echo-by-section", Infra);
        await udp.OnPort(5302).ExpectAsync("udp-echo-by-section-and-port", Infra);
    }
}

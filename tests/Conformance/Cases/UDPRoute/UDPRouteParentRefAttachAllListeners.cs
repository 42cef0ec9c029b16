using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.UDPRoutes;

[ConformanceTest(Features.Gateway, Features.UDPRoute, Provisional = true)]
public sealed class UDPRouteParentRefAttachAllListeners : SerialCase
{
    private const string Name = "udp-attach-all-listeners-gateway";

    protected override string Manifests => Objects(
        BaseManifests.Udp("udp-echo-attach-all"),
        Gateway(Name, StreamListener("udp-1", "UDP", 5310), StreamListener("udp-2", "UDP", 5311), StreamListener("udp-3", "UDP", 5312)),
        StreamRoute("UDPRoute", "udp-route-attach-all", $"{{name: {Name}}}", "{name: udp-echo-attach-all, port: 8080}"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.RouteConditionAsync("UDPRoute", "udp-route-attach-all", Name, "Accepted", "True", "Accepted");
        await Status.GatewayListenersAsync(Name, Listener("udp-1"), Listener("udp-2"), Listener("udp-3"));
        var udp = new UdpProbe(await Status.GatewayAddressAsync(Name));
        foreach (var port in new[] { 5310, 5311, 5312 })
        {
            await udp.OnPort(port).ExpectAsync("udp-echo-attach-all", Infra);
        }
    }

    private static ExpectedListener Listener(string name) => new(name, ["UDPRoute"], 1, ("Accepted", "True", null), ("ResolvedRefs", "True", null));
}

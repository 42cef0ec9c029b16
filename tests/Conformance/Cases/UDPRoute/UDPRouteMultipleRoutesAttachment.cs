using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.UDPRoutes;

[ConformanceTest(Features.Gateway, Features.UDPRoute, Provisional = true)]
public sealed class UDPRouteMultipleRoutesAttachment : SerialCase
{
    private const string Name = "udp-multi-route-attach-gateway";

    protected override string Manifests => Objects(
        BaseManifests.Udp("udp-attach-backend-1"),
        BaseManifests.Udp("udp-attach-backend-2"),
        Gateway(Name, StreamListener("udp", "UDP", 5301)),
        StreamRoute("UDPRoute", "udproute-attach-older", $"{{name: {Name}, sectionName: udp}}", "{name: udp-attach-backend-1, port: 8080}"));

    private static string Newer => StreamRoute("UDPRoute", "udproute-attach-newer", $"{{name: {Name}, sectionName: udp}}", "{name: udp-attach-backend-2, port: 8080}");

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var address = await Status.GatewayAndRoutesAcceptedAsync(Name, "UDPRoute", resolved: true, "udproute-attach-older");

        // Creation times have seconds; the second route must be the younger one.
        await Eventually.PauseAsync(TimeSpan.FromSeconds(1));
        await Objects.ApplyAsync(Newer, Infra);
        await Status.RouteConditionAsync("UDPRoute", "udproute-attach-older", Name, "Accepted", "True", "Accepted");
        await Status.RouteConditionAsync("UDPRoute", "udproute-attach-newer", Name, "Accepted", "True", "Accepted");
        await Status.GatewayListenersAsync(Name, new ExpectedListener("udp", ["UDPRoute"], 2, ("Accepted", "True", "Accepted")));
        var udp = new UdpProbe(address);
        await Eventually.HoldsAsync("20 answers in a row", TimeSpan.FromSeconds(60), async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                try
                {
                    // A datagram may be lost; one that the younger route's backend answered is a fault.
                    Assert.StartsWith("udp-attach-backend-1-", (string?)(await udp.ExchangeAsync())["pod"], StringComparison.Ordinal);
                }
                catch (Exception exception) when (exception is System.Net.Sockets.SocketException or OperationCanceledException)
                {
                    return exception.Message;
                }
            }

            return null;
        });
    }

    protected override Task CleanUpAsync() => Objects.DeleteAsync(Newer, Infra);
}

using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TCPRoutes;

[ConformanceTest(Features.Gateway, Features.TCPRoute, Provisional = true)]
public sealed class TCPRouteWeightedRouting : SerialCase
{
    protected override string Manifests => Objects(
        BaseManifests.Tcp("tcp-backend-v1"),
        BaseManifests.Tcp("tcp-backend-v2"),
        BaseManifests.Tcp("tcp-backend-v3"),
        Gateway("tcp-weighted-gateway", StreamListener("tcp", "TCP", 9300)),
        StreamRoute(
            "TCPRoute", "tcp-weighted-route", "{name: tcp-weighted-gateway, sectionName: tcp}",
            "{name: tcp-backend-v1, port: 3000, weight: 70}, {name: tcp-backend-v2, port: 3000, weight: 30}, {name: tcp-backend-v3, port: 3000, weight: 0}"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var tcp = new TcpProbe(await Status.GatewayAndRoutesAcceptedAsync("tcp-weighted-gateway", "TCPRoute", resolved: true, "tcp-weighted-route"));
        await Eventually.HoldsAsync("An answer", TimeSpan.FromSeconds(30), async () =>
        {
            try
            {
                await tcp.ExchangeAsync();
                return null;
            }
            catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or OperationCanceledException)
            {
                return exception.Message;
            }
        });
        await Weights.HoldAsync(new() { ["tcp-backend-v1"] = 0.7, ["tcp-backend-v2"] = 0.3, ["tcp-backend-v3"] = 0 }, async () => (string)(await tcp.ExchangeAsync())["pod"]!);
    }
}

using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TCPRoutes;

[ConformanceTest(Features.Gateway, Features.TCPRoute)]
public sealed class TCPRouteMultipleRoutesAttachment : SerialCase
{
    private const string Name = "tcp-multi-route-attach-gateway";

    protected override string Manifests => Objects(
        BaseManifests.Tcp("tcp-attach-backend-1"),
        BaseManifests.Tcp("tcp-attach-backend-2"),
        Gateway(Name, StreamListener("tcp", "TCP", 9310)),
        StreamRoute("TCPRoute", "tcproute-attach-older", $"{{name: {Name}, sectionName: tcp}}", "{name: tcp-attach-backend-1, port: 3000}"));

    private static string Newer => StreamRoute("TCPRoute", "tcproute-attach-newer", $"{{name: {Name}, sectionName: tcp}}", "{name: tcp-attach-backend-2, port: 3000}");

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var address = await Status.GatewayAndRoutesAcceptedAsync(Name, "TCPRoute", resolved: true, "tcproute-attach-older");

        // Creation times have seconds; the second route must be the younger one.
        await Eventually.PauseAsync(TimeSpan.FromSeconds(1));
        await Objects.ApplyAsync(Newer, Infra);
        await Status.RouteConditionAsync("TCPRoute", "tcproute-attach-older", Name, "Accepted", "True", "Accepted");
        await Status.RouteConditionAsync("TCPRoute", "tcproute-attach-newer", Name, "Accepted", "True", "Accepted");
        await Status.GatewayListenersAsync(Name, new ExpectedListener("tcp", ["TCPRoute"], 2, ("Accepted", "True", "Accepted")));
        var tcp = new TcpProbe(address);
        await tcp.ExpectAsync("tcp-attach-backend-1");
        for (var i = 0; i < 100; i++)
        {
            Assert.StartsWith("tcp-attach-backend-1-", (string?)(await tcp.ExchangeAsync())["pod"], StringComparison.Ordinal);
        }
    }

    protected override Task CleanUpAsync() => Objects.DeleteAsync(Newer, Infra);
}

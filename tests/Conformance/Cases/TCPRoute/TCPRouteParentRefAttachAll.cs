using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TCPRoutes;

[ConformanceTest(Features.Gateway, Features.TCPRoute, Provisional = true)]
public sealed class TCPRouteParentRefAttachAll : SerialCase
{
    private const string Name = "tcp-attach-all-gateway";

    protected override string Manifests => Objects(
        BaseManifests.Tcp("tcp-echo-attach-all"),
        Gateway(Name, StreamListener("one", "TCP", 9310), StreamListener("two", "TCP", 9311), StreamListener("three", "TCP", 9312), StreamListener("four", "TCP", 9313)),
        StreamRoute("TCPRoute", "tcp-route-attach-all", $"{{name: {Name}}}", "{name: tcp-echo-attach-all, port: 3000}"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.RouteConditionAsync("TCPRoute", "tcp-route-attach-all", Name, "Accepted", "True", "Accepted");
        var tcp = new TcpProbe(await Status.GatewayAddressAsync(Name));
        foreach (var port in new[] { 9310, 9311, 9312, 9313 })
        {
            await tcp.OnPort(port).ExpectAsync("tcp-echo-attach-all");
        }
    }
}

using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TCPRoutes;

[ConformanceTest(Features.Gateway, Features.TCPRoute, Provisional = true)]
public sealed class TCPRouteParentRefPortAndSectionName : SerialCase
{
    private const string Name = "tcp-multi-listener-gateway";

    protected override string Manifests => Objects(
        BaseManifests.Tcp("tcp-echo-one"),
        BaseManifests.Tcp("tcp-echo-two"),
        BaseManifests.Tcp("tcp-echo-three"),
        Gateway(Name, StreamListener("one", "TCP", 9300), StreamListener("two", "TCP", 9301), StreamListener("three", "TCP", 9302)),
        StreamRoute("TCPRoute", "tcp-route-by-port", $"{{name: {Name}, port: 9300}}", "{name: tcp-echo-one, port: 3000}"),
        StreamRoute("TCPRoute", "tcp-route-by-section", $"{{name: {Name}, sectionName: two}}", "{name: tcp-echo-two, port: 3000}"),
        StreamRoute("TCPRoute", "tcp-route-by-section-and-port", $"{{name: {Name}, sectionName: three, port: 9302}}", "{name: tcp-echo-three, port: 3000}"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        foreach (var route in new[] { "tcp-route-by-port", "tcp-route-by-section", "tcp-route-by-section-and-port" })
        {
            await Status.RouteConditionAsync("TCPRoute", route, Name, "Accepted", "True", "Accepted");
        }

        var tcp = new TcpProbe(await Status.GatewayAddressAsync(Name));
        await tcp.OnPort(9300).ExpectAsync("tcp-echo-one");
        await tcp.OnPort(9301).ExpectAsync("tcp-echo-two");
        await tcp.OnPort(9302).ExpectAsync("tcp-echo-three");
    }
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TCPRoutes;

[ConformanceTest(Features.Gateway, Features.TCPRoute, Provisional = true)]
public sealed class TCPRouteInvalidNonTCPListener : SerialCase
{
    protected override string Manifests => Objects(
        Gateway("tcp-mixed-protocol-gateway", "name: only-allow-http-routes, protocol: HTTP, port: 5300, allowedRoutes: {kinds: [{kind: HTTPRoute}]}"),
        StreamRoute("TCPRoute", "tcp-route", "{name: tcp-mixed-protocol-gateway, sectionName: only-allow-http-routes}", "{name: tcp-echo-backend, port: 8080}"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.RouteConditionAsync("TCPRoute", "tcp-route", "tcp-mixed-protocol-gateway", "Accepted", "False", "NotAllowedByListeners");
        await Status.ZeroRoutesAsync("tcp-mixed-protocol-gateway");
    }
}

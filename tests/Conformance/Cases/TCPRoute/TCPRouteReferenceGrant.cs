using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TCPRoutes;

[ConformanceTest(Features.Gateway, Features.TCPRoute, Features.ReferenceGrant, Provisional = true)]
public sealed class TCPRouteReferenceGrant : SerialCase
{
    protected override string Manifests => Objects(
        BaseManifests.Tcp("tcp-reference-grant-backend", WebBackend),
        ReferenceGrant("tcp-reference-grant", WebBackend, "TCPRoute", "Service", "tcp-reference-grant-backend"),
        Gateway("tcp-reference-grant-gateway", StreamListener("tcp", "TCP", 9320)),
        StreamRoute("TCPRoute", "tcp-reference-grant", "{name: tcp-reference-grant-gateway, sectionName: tcp}", $"{{name: tcp-reference-grant-backend, namespace: {WebBackend}, port: 3000}}"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.NamespaceReadyAsync(WebBackend);
        var address = await Status.GatewayAndRoutesAcceptedAsync("tcp-reference-grant-gateway", "TCPRoute", resolved: true, "tcp-reference-grant");
        await new TcpProbe(address).ExpectAsync("tcp-reference-grant-backend", ns: WebBackend);
        await Objects.DeleteAsync($"{ApiObjects.PathOf("ReferenceGrant", WebBackend)}/tcp-reference-grant");
        await Status.RouteConditionAsync("TCPRoute", "tcp-reference-grant", "tcp-reference-grant-gateway", "ResolvedRefs", "False", "RefNotPermitted");
    }
}

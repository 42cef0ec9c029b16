using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TLSRoutes;

[ConformanceTest(Features.Gateway, Features.TLSRoute)]
public sealed class TLSRouteInvalidNoMatchingListenerHostname : SerialCase
{
    protected override string Manifests => Objects(
        Gateway("gateway-tls-exact-hostname", TlsListener("tls", 443, "www.example.com")),
        Gateway("gateway-tls-wildcard-hostname", TlsListener("tls", 443, "*.example.com")),
        StreamRoute("TLSRoute", "tlsroute-hostname-mismatch-1", "{name: gateway-tls-exact-hostname}", "{name: tls-backend, port: 443}", "www.nomatch.com, \"*.nomatch.com\""),
        StreamRoute("TLSRoute", "tlsroute-hostname-mismatch-2", "{name: gateway-tls-wildcard-hostname}", "{name: tls-backend, port: 443}", "www.different.com, \"*.different.com\""));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        foreach (var (route, gateway) in new[] { ("tlsroute-hostname-mismatch-1", "gateway-tls-exact-hostname"), ("tlsroute-hostname-mismatch-2", "gateway-tls-wildcard-hostname") })
        {
            await Status.RouteConditionAsync("TLSRoute", route, gateway, "Accepted", "False", "NoMatchingListenerHostname");
            await Status.NoAcceptedParentsAsync("TLSRoute", route);
            await Status.ZeroRoutesAsync(gateway);
        }
    }
}

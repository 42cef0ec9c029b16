using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TLSRoutes;

[ConformanceTest(Features.Gateway, Features.TLSRoute)]
public sealed class TLSRouteInvalidNoMatchingListener : SerialCase
{
    private const string Backend443 = "{name: tls-backend, port: 443}";

    protected override string Manifests => Objects(
        Gateway("gateway-tlsroute-tls-passthrough-only", "name: tls-passthrough, protocol: TLS, port: 443, tls: {mode: Passthrough}"),
        Gateway("gateway-tlsroute-http-only", HttpListener("http")),
        Gateway("gateway-tlsroute-https-only", HttpsListener("https")),
        StreamRoute("TLSRoute", "tlsroute-not-allowed-protocol-http", "{name: gateway-tlsroute-http-only}", Backend443, "tls.example.com"),
        StreamRoute("TLSRoute", "tlsroute-not-allowed-protocol-https", "{name: gateway-tlsroute-https-only}", Backend443, "tls.example.com"),
        StreamRoute("TLSRoute", "tlsroute-no-matching-section-name", "{name: gateway-tlsroute-tls-passthrough-only, sectionName: nonexistent-listener}", Backend443, "tls.example.com"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        foreach (var (route, gateway, reason) in new[]
        {
            ("tlsroute-not-allowed-protocol-http", "gateway-tlsroute-http-only", "NotAllowedByListeners"),
            ("tlsroute-not-allowed-protocol-https", "gateway-tlsroute-https-only", "NotAllowedByListeners"),
            ("tlsroute-no-matching-section-name", "gateway-tlsroute-tls-passthrough-only", "NoMatchingParent"),
        })
        {
            await Status.RouteConditionAsync("TLSRoute", route, gateway, "Accepted", "False", reason);
            await Status.NoAcceptedParentsAsync("TLSRoute", route);
        }

        await Status.ZeroRoutesAsync("gateway-tlsroute-http-only");
        await Status.ZeroRoutesAsync("gateway-tlsroute-https-only");
    }
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TLSRoutes;

[ConformanceTest(Features.Gateway, Features.TLSRoute, Features.ReferenceGrant)]
public sealed class TLSRouteInvalidReferenceGrant : SerialCase
{
    protected override string Manifests => Objects(
        ReferenceGrant("reference-grant-wrong-namespace", Infra, "TLSRoute", "Service", "tls-backend"),
        ReferenceGrant("reference-grant-wrong-from-group", AppBackend, "TLSRoute", "Service", "tls-backend", fromGroup: "some-other-group"),
        ReferenceGrant("reference-grant-wrong-from-kind", AppBackend, "Gateway", "Service", "tls-backend"),
        ReferenceGrant("reference-grant-wrong-from-namespace", AppBackend, "TLSRoute", "Service", "tls-backend", fromNamespace: "some-other-namespace"),
        ReferenceGrant("reference-grant-wrong-to-group", AppBackend, "TLSRoute", "Service", "tls-backend", toGroup: "some-other-group"),
        ReferenceGrant("reference-grant-wrong-to-kind", AppBackend, "TLSRoute", "Secret", "tls-backend"),
        ReferenceGrant("reference-grant-wrong-to-name", AppBackend, "TLSRoute", "Service", "some-other-service"),
        Gateway("gateway-tlsroute-referencegrant", TlsListener("https", 443, "*.example.com")),
        StreamRoute("TLSRoute", "gateway-conformance-infra-test", "{name: gateway-tlsroute-referencegrant}", $"{{name: tls-backend, namespace: {AppBackend}, port: 443}}", "abc.example.com"));

    protected override async Task RunAsync()
    {
        await Status.GatewayAndRoutesAcceptedAsync("gateway-tlsroute-referencegrant", "TLSRoute", resolved: false, "gateway-conformance-infra-test");
        await Status.RouteConditionAsync("TLSRoute", "gateway-conformance-infra-test", "gateway-tlsroute-referencegrant", "ResolvedRefs", "False", "RefNotPermitted");
    }
}

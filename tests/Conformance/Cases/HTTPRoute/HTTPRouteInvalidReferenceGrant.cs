using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.ReferenceGrant)]
public sealed class HTTPRouteInvalidReferenceGrant : SerialCase
{
    protected override string Manifests => Objects(
        ReferenceGrant("reference-grant-wrong-namespace", Infra, "HTTPRoute", "Service", "web-backend"),
        ReferenceGrant("reference-grant-wrong-from-group", WebBackend, "HTTPRoute", "Service", "web-backend", fromGroup: "some-other-group"),
        ReferenceGrant("reference-grant-wrong-from-kind", WebBackend, "Gateway", "Service", "web-backend"),
        ReferenceGrant("reference-grant-wrong-from-namespace", WebBackend, "HTTPRoute", "Service", "web-backend", fromNamespace: "some-other-namespace"),
        ReferenceGrant("reference-grant-wrong-to-group", WebBackend, "HTTPRoute", "Service", "web-backend", toGroup: "some-other-group"),
        ReferenceGrant("reference-grant-wrong-to-kind", WebBackend, "HTTPRoute", "Secret", "web-backend"),
        ReferenceGrant("reference-grant-wrong-to-name", WebBackend, "HTTPRoute", "Service", "some-other-service"),
        HttpRoute("reference-grant", Rule($"backendRefs: [{Backend("web-backend", $"namespace: {WebBackend}")}]")));

    protected override async Task RunAsync()
    {
        var http = new HttpProbe(await Status.GatewayAndRoutesAcceptedAsync("same-namespace", "HTTPRoute", resolved: false, "reference-grant"));
        await Status.RouteConditionAsync("HTTPRoute", "reference-grant", "same-namespace", "ResolvedRefs", "False", "RefNotPermitted");
        await http.ExpectAsync(("/", "500"));
    }
}

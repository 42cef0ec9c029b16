using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.ReferenceGrant)]
public sealed class HTTPRouteInvalidCrossNamespaceBackendRef : SerialCase
{
    protected override string Manifests => HttpRoute("invalid-cross-namespace-backend-ref", Rule($"backendRefs: [{Backend("web-backend", $"namespace: {WebBackend}")}]"));

    protected override async Task RunAsync()
    {
        var http = new HttpProbe(await Status.GatewayAndRoutesAcceptedAsync("same-namespace", "HTTPRoute", resolved: false, "invalid-cross-namespace-backend-ref"));
        await Status.RouteConditionAsync("HTTPRoute", "invalid-cross-namespace-backend-ref", "same-namespace", "ResolvedRefs", "False", "RefNotPermitted");
        await http.ExpectAsync(("/", "500"));
    }
}

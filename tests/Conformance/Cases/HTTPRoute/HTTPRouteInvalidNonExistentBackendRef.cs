using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteInvalidNonExistentBackendRef : SerialCase
{
    protected override string Manifests => HttpRoute("invalid-nonexistent-backend-ref", To("nonexistent"));

    protected override async Task RunAsync()
    {
        var http = new HttpProbe(await Status.GatewayAndRoutesAcceptedAsync("same-namespace", "HTTPRoute", resolved: false, "invalid-nonexistent-backend-ref"));
        await Status.RouteConditionAsync("HTTPRoute", "invalid-nonexistent-backend-ref", "same-namespace", "ResolvedRefs", "False", "BackendNotFound");
        await http.ExpectAsync(("/", "500"));
    }
}

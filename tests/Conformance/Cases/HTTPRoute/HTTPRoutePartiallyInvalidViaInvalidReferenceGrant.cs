using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.ReferenceGrant)]
public sealed class HTTPRoutePartiallyInvalidViaInvalidReferenceGrant : SerialCase
{
    protected override string Manifests => Objects(
        ReferenceGrant("invalid-reference-grant", AppBackend, "HTTPRoute", "Service", "app-backend-v1"),
        HttpRoute(
            "invalid-reference-grant",
            Rule($"backendRefs: [{Backend("app-backend-v2", $"namespace: {AppBackend}")}]", Prefix("/v2")),
            Rule($"backendRefs: [{Backend("app-backend-v1", $"namespace: {AppBackend}")}]")));

    protected override async Task RunAsync()
    {
        var http = new HttpProbe(await Status.GatewayAndRoutesAcceptedAsync("same-namespace", "HTTPRoute", resolved: false, "invalid-reference-grant"));
        await Status.RouteConditionAsync("HTTPRoute", "invalid-reference-grant", "same-namespace", "ResolvedRefs", "False", "RefNotPermitted");
        await http.ExpectAsync(new Exchange("/v2") { Status = [500] }, new Exchange("/") { Backend = "app-backend-v1", Namespace = AppBackend });
    }
}

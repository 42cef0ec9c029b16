using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteInvalidBackendRefUnknownKind : SerialCase
{
    protected override string Manifests => HttpRoute("invalid-backend-ref-unknown-kind", Rule($"backendRefs: [{{group: unknownkind.example.com, kind: NonExistent, name: {B1}, port: 8080}}]"));

    protected override async Task RunAsync()
    {
        var http = new HttpProbe(await Status.GatewayAndRoutesAcceptedAsync("same-namespace", "HTTPRoute", resolved: false, "invalid-backend-ref-unknown-kind"));
        await Status.RouteConditionAsync("HTTPRoute", "invalid-backend-ref-unknown-kind", "same-namespace", "ResolvedRefs", "False", "InvalidKind");
        await http.ExpectAsync(("/v2", "500"));
    }
}

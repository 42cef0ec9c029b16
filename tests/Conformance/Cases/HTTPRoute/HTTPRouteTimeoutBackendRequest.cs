using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteBackendTimeout)]
public sealed class HTTPRouteTimeoutBackendRequest : SerialCase
{
    protected override string Manifests => HttpRoute(
        "backend-request-timeout",
        Rule($"timeouts: {{backendRequest: 500ms}}, backendRefs: [{Backend(B1)}]", Prefix("/backend-timeout")),
        Rule($"timeouts: {{backendRequest: 0s}}, backendRefs: [{Backend(B1)}]", Prefix("/disable-backend-timeout")));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "backend-request-timeout");
        await http.ExpectAsync(("/backend-timeout", B1), ("/backend-timeout?delay=1s", "504"), ("/disable-backend-timeout?delay=1s", B1));
    }
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteRequestTimeout)]
public sealed class HTTPRouteTimeoutRequest : SerialCase
{
    protected override string Manifests => HttpRoute(
        "request-timeout",
        Rule($"timeouts: {{request: 500ms}}, backendRefs: [{Backend(B1)}]", Prefix("/request-timeout")),
        Rule($"timeouts: {{request: 0s}}, backendRefs: [{Backend(B1)}]", Prefix("/disable-request-timeout")));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "request-timeout");
        await http.ExpectAsync(("/request-timeout", B1), ("/request-timeout?delay=1s", "504"), ("/disable-request-timeout?delay=1s", B1));
    }
}

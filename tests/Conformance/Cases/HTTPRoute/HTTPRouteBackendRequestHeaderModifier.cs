using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteBackendRequestHeaderModification)]
public sealed class HTTPRouteBackendRequestHeaderModifier : SerialCase
{
    protected override string Manifests => HttpRoute(
        "request-header-modifier",
        [.. HeaderModifierExchanges.Filters("RequestHeaderModifier", "requestHeaderModifier")
            .Select(item => Rule($"backendRefs: [{Backend(B1, $"filters: [{item.Filter}]")}]", Prefix(item.Path)))]);

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "request-header-modifier");
        await http.ExpectAsync(HeaderModifierExchanges.Request(B1));
    }
}

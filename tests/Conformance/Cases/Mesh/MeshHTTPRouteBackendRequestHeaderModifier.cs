using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute, Features.MeshHTTPRouteBackendRequestHeaderModification)]
public sealed class MeshHTTPRouteBackendRequestHeaderModifier : MeshCase
{
    protected override string Manifests => EchoRoute(
        "mesh-request-header-modifier",
        [.. HeaderModifierExchanges.Filters("RequestHeaderModifier", "requestHeaderModifier")
            .Select(item => Rule($"backendRefs: [{Backend(V1, $"filters: [{item.Filter}]")}]", Prefix(item.Path)))]);

    protected override Task RunAsync() => Client.ExpectAsync(Echo, HeaderModifierExchanges.Request(V1));
}

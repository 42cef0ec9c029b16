using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute)]
public sealed class MeshHTTPRouteRequestHeaderModifier : MeshCase
{
    protected override string Manifests => EchoRoute(
        "mesh-request-header-modifier", [.. HeaderModifierExchanges.Filters("RequestHeaderModifier", "requestHeaderModifier").Select(item => Filtered(V1, item.Path, item.Filter))]);

    protected override Task RunAsync() => Client.ExpectAsync(Echo, HeaderModifierExchanges.Request(V1));
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute)]
public sealed class MeshHTTPRouteWeight : MeshCase
{
    protected override string Manifests => EchoRoute("mesh-weighted-backends", $"backendRefs: [{Backend(V1, "weight: 70")}, {Backend(V2, "weight: 30")}]");

    protected override async Task RunAsync()
    {
        await Client.ExpectAsync(Echo, ("/", "200"));
        await Client.ExpectWeightsAsync(Echo, new() { [V1] = 0.7, [V2] = 0.3 });
    }
}

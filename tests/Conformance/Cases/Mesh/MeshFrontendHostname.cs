using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.MeshClusterIPMatching, Features.HTTPRoute, Features.HTTPRouteResponseHeaderModification)]
public sealed class MeshFrontendHostname : MeshCase
{
    protected override string Manifests => ServiceRoute("mesh-frontend", V2, null, Rules(Marked("set", V2)));

    protected override async Task RunAsync()
    {
        await Client.ExpectAsync("http://echo-v2", WithMark("set", V2) with { Host = V1 });
        await Client.ExpectAsync("http://echo-v1", WithoutMark(V1) with { Host = V2 });
    }
}

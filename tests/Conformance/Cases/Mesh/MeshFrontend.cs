using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute, Features.HTTPRouteResponseHeaderModification)]
public sealed class MeshFrontend : MeshCase
{
    protected override string Manifests => ServiceRoute("mesh-frontend", V2, null, Rules(Marked("set", V2)));

    protected override async Task RunAsync()
    {
        await Client.ExpectAsync("http://echo-v2", WithMark("set", V2));
        var pods = await Cluster.Objects.ListAsync("Pod", MeshManifests.Mesh, "app=echo,version=v2");
        await Client.ExpectAsync($"http://{pods[0]["status"]!["podIP"]}:8080", WithoutMark(V2));
    }
}

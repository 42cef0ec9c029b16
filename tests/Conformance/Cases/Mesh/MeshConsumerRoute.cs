using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.MeshConsumerRoute, Features.HTTPRoute, Features.HTTPRouteResponseHeaderModification)]
public sealed class MeshConsumerRoute : MeshCase
{
    private const string Target = $"http://{V1}.{MeshManifests.Mesh}";

    protected override string Manifests => ServiceRoute("mesh-echo-add-header", V1, null, Rules(Marked("set", V1, $", namespace: {MeshManifests.Mesh}")), ns: MeshManifests.Consumer);

    protected override async Task RunAsync()
    {
        await new MeshProbe(Cluster, MeshManifests.Consumer).ExpectAsync(Target, WithMark("set", V1));
        await Client.ExpectAsync(Target, WithoutMark(V1));
    }
}

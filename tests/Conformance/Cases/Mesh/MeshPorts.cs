using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute, Features.HTTPRouteParentRefPort, Features.HTTPRouteResponseHeaderModification)]
public sealed class MeshPorts : MeshCase
{
    protected override string Manifests => Objects(
        ServiceRoute("mesh-ports-v1", V1, 80, Rules(Marked("v1", V1))),
        ServiceRoute("mesh-ports-v2", V2, null, Rules(Marked("v2", V2))));

    protected override async Task RunAsync()
    {
        await Client.ExpectAsync("http://echo-v1", WithMark("v1", V1));
        await Client.ExpectAsync("http://echo-v1:8080", WithoutMark(V1));
        await Client.ExpectAsync("http://echo-v2", WithMark("v2", V2));
        await Client.ExpectAsync("http://echo-v2:8080", WithMark("v2", V2));
    }
}

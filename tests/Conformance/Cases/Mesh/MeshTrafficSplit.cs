using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute)]
public sealed class MeshTrafficSplit : MeshCase
{
    protected override string Manifests => ServiceRoute(
        "mesh-split", "echo", null, Rules(Rule("backendRefs: [{name: echo-v1, port: 80}]", Exact("/v1")), Rule("backendRefs: [{name: echo-v2, port: 80}]", Exact("/v2"))));

    protected override Task RunAsync() => Client.ExpectAsync(Echo, ("/v1", V1), ("/v2", V2));
}

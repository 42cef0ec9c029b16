using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute)]
public sealed class MeshHTTPRouteSimpleSameNamespace : MeshCase
{
    protected override string Manifests => EchoRoute("mesh-simple", To(V1));

    protected override Task RunAsync() => Client.ExpectAsync(Echo, ("/", V1));
}

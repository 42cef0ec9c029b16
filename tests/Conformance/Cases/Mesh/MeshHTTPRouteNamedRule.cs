using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute, Features.MeshHTTPRouteNamedRouteRule, Provisional = true)]
public sealed class MeshHTTPRouteNamedRule : MeshCase
{
    protected override string Manifests => EchoRoute("mesh-named-rules", $"name: named-rule, {To(V1, Prefix("/named"))}", To(V2, Prefix("/unnamed")));

    protected override Task RunAsync() => Client.ExpectAsync(Echo, ("/named", V1), ("/unnamed", V2));
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute, Features.HTTPRoute307RedirectStatusCode, Provisional = true)]
public sealed class MeshHTTPRoute307Redirect : MeshCase
{
    protected override string Manifests => EchoRoute("mesh-redirect", Redirect("/temporary", "statusCode: 307"));

    protected override Task RunAsync() => Client.ExpectAsync(Echo, ("/temporary", "307"));
}

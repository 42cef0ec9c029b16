using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute, Features.HTTPRoute303RedirectStatusCode, Provisional = true)]
public sealed class MeshHTTPRoute303Redirect : MeshCase
{
    protected override string Manifests => EchoRoute("mesh-redirect", Redirect("/redirect", "statusCode: 303"));

    protected override Task RunAsync() => Client.ExpectAsync(Echo, ("/redirect", "303"));
}

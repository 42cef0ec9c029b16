using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute, Features.HTTPRoute308RedirectStatusCode, Provisional = true)]
public sealed class MeshHTTPRoute308Redirect : MeshCase
{
    protected override string Manifests => EchoRoute("mesh-redirect", Redirect("/permanent", "statusCode: 308"));

    protected override Task RunAsync() => Client.ExpectAsync(Echo, ("/permanent", "308"));
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute)]
public sealed class MeshHTTPRouteRedirectHostAndStatus : MeshCase
{
    protected override string Manifests => EchoRoute(
        "mesh-redirect-host-and-status", Redirect("/hostname-redirect", "hostname: example.org"), Redirect("/host-and-status", "hostname: example.org, statusCode: 301"));

    protected override Task RunAsync() => Client.ExpectAsync(Echo, ("/hostname-redirect", "302"), ("/host-and-status", "301"));
}

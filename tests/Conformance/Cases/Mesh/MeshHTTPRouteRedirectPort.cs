using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute, Features.MeshHTTPRouteRedirectPort)]
public sealed class MeshHTTPRouteRedirectPort : MeshCase
{
    protected override string Manifests => EchoRoute(
        "mesh-redirect",
        Redirect("/port", "port: 8083"),
        Redirect("/port-and-host", "hostname: example.org, port: 8083"),
        Redirect("/port-and-status", "port: 8083, statusCode: 301"),
        Redirect("/port-and-host-and-status", "hostname: example.org, port: 8083, statusCode: 302"));

    protected override Task RunAsync() => Client.ExpectAsync(Echo, ("/port", "302"), ("/port-and-host", "302"), ("/port-and-status", "301"), ("/port-and-host-and-status", "302"));
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute, Features.MeshHTTPRouteSchemeRedirect)]
public sealed class MeshHTTPRouteSchemeRedirect : MeshCase
{
    protected override string Manifests => EchoRoute(
        "mesh-redirect",
        Redirect("/scheme", "scheme: https"),
        Redirect("/scheme-and-host", "hostname: example.org, scheme: https"),
        Redirect("/scheme-and-status", "scheme: https, statusCode: 301"),
        Redirect("/scheme-and-host-and-status", "hostname: example.org, scheme: https, statusCode: 302"));

    protected override Task RunAsync() => Client.ExpectAsync(Echo, ("/scheme", "302"), ("/scheme-and-host", "302"), ("/scheme-and-status", "301"), ("/scheme-and-host-and-status", "302"));
}

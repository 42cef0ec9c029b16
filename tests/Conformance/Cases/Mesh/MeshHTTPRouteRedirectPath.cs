using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute, Features.MeshHTTPRouteRedirectPath)]
public sealed class MeshHTTPRouteRedirectPath : MeshCase
{
    protected override string Manifests => EchoRoute(
        "mesh-redirect-path",
        Redirect("/original-prefix", "path: {type: ReplacePrefixMatch, replacePrefixMatch: /replacement-prefix}"),
        Redirect("/full", "path: {type: ReplaceFullPath, replaceFullPath: /full-path-replacement}"),
        Redirect("/path-and-host", "hostname: example.org, path: {type: ReplacePrefixMatch, replacePrefixMatch: /replacement-prefix}"),
        Redirect("/path-and-status", "statusCode: 301, path: {type: ReplacePrefixMatch, replacePrefixMatch: /replacement-prefix}"),
        Redirect("/full-path-and-host", "hostname: example.org, path: {type: ReplaceFullPath, replaceFullPath: /replacement-full}"),
        Redirect("/full-path-and-status", "statusCode: 301, path: {type: ReplaceFullPath, replaceFullPath: /replacement-full}"));

    protected override Task RunAsync() => Client.ExpectAsync(
        Echo,
        ("/original-prefix/lemon", "302"), ("/full/path/original", "302"), ("/path-and-host", "302"), ("/path-and-status", "301"), ("/full-path-and-host", "302"), ("/full-path-and-status", "301"));
}

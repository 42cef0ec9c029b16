using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRoutePathRedirect)]
public sealed class HTTPRouteRedirectPath : SerialCase
{
    protected override string Manifests => HttpRoute(
        "redirect-path",
        Redirect("/original-prefix", "path: {type: ReplacePrefixMatch, replacePrefixMatch: /replacement-prefix}"),
        Redirect("/full", "path: {type: ReplaceFullPath, replaceFullPath: /full-path-replacement}"),
        Redirect("/path-and-host", "hostname: example.org, path: {type: ReplacePrefixMatch, replacePrefixMatch: /replacement-prefix}"),
        Redirect("/path-and-status", "statusCode: 301, path: {type: ReplacePrefixMatch, replacePrefixMatch: /replacement-prefix}"),
        Redirect("/full-path-and-host", "hostname: example.org, path: {type: ReplaceFullPath, replaceFullPath: /replacement-full}"),
        Redirect("/full-path-and-status", "statusCode: 301, path: {type: ReplaceFullPath, replaceFullPath: /replacement-full}"));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "redirect-path");
        await http.ExpectAsync(
            new Exchange("/original-prefix/lemon") { Status = [302], Redirect = new(Path: "/replacement-prefix/lemon") },
            new Exchange("/full/path/original") { Status = [302], Redirect = new(Path: "/full-path-replacement") },
            new Exchange("/path-and-host") { Status = [302], Redirect = new(Host: "example.org", Path: "/replacement-prefix") },
            new Exchange("/path-and-status") { Status = [301], Redirect = new(Path: "/replacement-prefix") },
            new Exchange("/full-path-and-host") { Status = [302], Redirect = new(Host: "example.org", Path: "/replacement-full") },
            new Exchange("/full-path-and-status") { Status = [301], Redirect = new(Path: "/replacement-full") });
    }
}

using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteSchemeRedirect)]
public sealed class HTTPRouteRedirectScheme : SerialCase
{
    protected override string Manifests => HttpRoute(
        "redirect-scheme", Redirect("/scheme", "scheme: https"), Redirect("/scheme-and-host", "hostname: example.org, scheme: https"),
        Redirect("/scheme-and-status", "scheme: https, statusCode: 301"), Redirect("/scheme-and-host-and-status", "scheme: https, statusCode: 302, hostname: example.org"));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "redirect-scheme");
        await http.ExpectAsync(
            new Exchange("/scheme") { Status = [302], Redirect = new("https") },
            new Exchange("/scheme-and-host") { Status = [302], Redirect = new("https", "example.org") },
            new Exchange("/scheme-and-status") { Status = [301], Redirect = new("https") },
            new Exchange("/scheme-and-host-and-status") { Status = [302], Redirect = new("https", "example.org") });
    }
}

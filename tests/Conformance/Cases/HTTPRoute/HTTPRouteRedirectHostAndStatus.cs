using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteRedirectHostAndStatus : SerialCase
{
    protected override string Manifests => HttpRoute(
        "redirect-host-and-status", Redirect("/hostname-redirect", "hostname: example.org"), Redirect("/host-and-status", "statusCode: 301, hostname: example.org"));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "redirect-host-and-status");
        await http.ExpectAsync(
            new Exchange("/hostname-redirect") { Status = [302], Redirect = new(Host: "example.org") },
            new Exchange("/host-and-status") { Status = [301], Redirect = new(Host: "example.org") });
    }
}

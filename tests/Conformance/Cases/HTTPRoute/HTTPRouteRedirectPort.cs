using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRoutePortRedirect)]
public sealed class HTTPRouteRedirectPort : SerialCase
{
    protected override string Manifests => HttpRoute(
        "redirect-port", Redirect("/port", "port: 8083"), Redirect("/port-and-host", "hostname: example.org, port: 8083"),
        Redirect("/port-and-status", "port: 8083, statusCode: 301"), Redirect("/port-and-host-and-status", "port: 8083, hostname: example.org, statusCode: 302"));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "redirect-port");
        await http.ExpectAsync(
            new Exchange("/port") { Status = [302], Redirect = new(Port: 8083) },
            new Exchange("/port-and-host") { Status = [302], Redirect = new(Host: "example.org", Port: 8083) },
            new Exchange("/port-and-status") { Status = [301], Redirect = new(Port: 8083) },
            new Exchange("/port-and-host-and-status") { Status = [302], Redirect = new(Host: "example.org", Port: 8083) });
    }
}

using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRoute307RedirectStatusCode, Provisional = true)]
public sealed class HTTPRoute307Redirect : SerialCase
{
    protected override string Manifests => HttpRoute("307-redirect", Redirect("/temporary", "statusCode: 307"));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "307-redirect");
        await http.ExpectAsync(new Exchange("/temporary") { Status = [307], Redirect = new() });
    }
}

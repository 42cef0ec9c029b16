using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRoute308RedirectStatusCode, Provisional = true)]
public sealed class HTTPRoute308Redirect : SerialCase
{
    protected override string Manifests => HttpRoute("308-redirect", Redirect("/permanent", "statusCode: 308"));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "308-redirect");
        await http.ExpectAsync(new Exchange("/permanent") { Status = [308], Redirect = new() });
    }
}

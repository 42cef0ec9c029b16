using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRoute303RedirectStatusCode, Provisional = true)]
public sealed class HTTPRoute303Redirect : SerialCase
{
    protected override string Manifests => HttpRoute("303-redirect", Redirect("/see-other", "statusCode: 303"));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "303-redirect");
        await http.ExpectAsync(new Exchange("/see-other") { Method = "POST", Status = [303], Redirect = new() });
    }
}

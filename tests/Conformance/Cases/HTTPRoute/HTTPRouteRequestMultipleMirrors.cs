using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteRequestMirror, Features.HTTPRouteRequestMultipleMirrors)]
public sealed class HTTPRouteRequestMultipleMirrors : SerialCase
{
    private const string To2 = "{type: RequestMirror, requestMirror: {backendRef: {name: infra-backend-v2, port: 8080}}}";
    private const string To3 = "{type: RequestMirror, requestMirror: {backendRef: {name: infra-backend-v3, port: 8080}}}";

    protected override string Manifests => HttpRoute(
        "request-multiple-mirrors", Filtered(B1, "/multi-mirror", To2, To3), Filtered(B1, "/multi-mirror-and-modify-request-headers", ModifyHeaders, To2, To3));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "request-multiple-mirrors");
        await Cluster.Mirrors.ExpectAsync(http, Exchange.To("/multi-mirror", B1), B2, B3);
        await Cluster.Mirrors.ExpectAsync(http, HeaderModifierExchanges.Modified(Exchange.To("/multi-mirror-and-modify-request-headers", B1)), B2, B3);
    }
}

using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteRequestMirror)]
public sealed class HTTPRouteRequestMirror : SerialCase
{
    private const string Mirror = "{type: RequestMirror, requestMirror: {backendRef: {name: infra-backend-v2, port: 8080}}}";

    protected override string Manifests => HttpRoute(
        "request-mirror", Filtered(B1, "/mirror", Mirror), Filtered(B1, "/mirror-and-modify-headers", ModifyHeaders, Mirror));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "request-mirror");
        await Cluster.Mirrors.ExpectAsync(http, Exchange.To("/mirror", B1), B2);
        await Cluster.Mirrors.ExpectAsync(http, HeaderModifierExchanges.Modified(Exchange.To("/mirror-and-modify-headers", B1)), B2);
    }
}

using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteHostRewrite)]
public sealed class HTTPRouteRewriteHost : SerialCase
{
    protected override string Manifests => HttpRouteFor(
        "rewrite.example", "{name: same-namespace}", "rewrite-host",
        Filtered(B1, "/one", Rewrite("one.example.org")),
        Rule($"filters: [{Rewrite("example.org")}], backendRefs: [{Backend(B2)}]"),
        Filtered(B2, "/rewrite-host-and-modify-headers", Rewrite("test.example.org"), ModifyHeaders));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "rewrite-host");
        await http.ExpectAsync(
            Exchange.To("/one", B1) with { Host = "rewrite.example", SeenHost = "one.example.org" },
            Exchange.To("/two", B2) with { Host = "rewrite.example", SeenHost = "example.org" },
            HeaderModifierExchanges.Modified(Exchange.To("/rewrite-host-and-modify-headers", B2) with { Host = "rewrite.example", SeenHost = "test.example.org" }));
    }

    private static string Rewrite(string hostname) => $"{{type: URLRewrite, urlRewrite: {{hostname: {hostname}}}}}";
}

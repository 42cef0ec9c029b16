using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRoutePathRewrite)]
public sealed class HTTPRouteRewritePath : SerialCase
{
    protected override string Manifests => HttpRoute(
        "rewrite-path",
        Filtered(B1, "/prefix/one", ReplacePrefix("/one")),
        Filtered(B1, "/strip-prefix", ReplacePrefix("/")),
        Filtered(B1, "/full/one", ReplaceFull("/one")),
        Filtered(B1, "/full/rewrite-path-and-modify-headers", ReplaceFull("/test"), ModifyHeaders),
        Filtered(B1, "/prefix/rewrite-path-and-modify-headers", ReplacePrefix("/prefix"), ModifyHeaders));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "rewrite-path");
        await http.ExpectAsync(
            Exchange.To("/prefix/one/two", B1) with { SeenPath = "/one/two" },
            Exchange.To("/strip-prefix/three", B1) with { SeenPath = "/three" },
            Exchange.To("/strip-prefix", B1) with { SeenPath = "/" },
            Exchange.To("/full/one/two", B1) with { SeenPath = "/one" },
            HeaderModifierExchanges.Modified(Exchange.To("/full/rewrite-path-and-modify-headers/test", B1) with { SeenPath = "/test" }),
            HeaderModifierExchanges.Modified(Exchange.To("/prefix/rewrite-path-and-modify-headers/one", B1) with { SeenPath = "/prefix/one" }));
    }

    private static string ReplacePrefix(string path) => $"{{type: URLRewrite, urlRewrite: {{path: {{type: ReplacePrefixMatch, replacePrefixMatch: {path}}}}}}}";

    private static string ReplaceFull(string path) => $"{{type: URLRewrite, urlRewrite: {{path: {{type: ReplaceFullPath, replaceFullPath: {path}}}}}}}";
}

using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute, Features.MeshHTTPRouteRewritePath)]
public sealed class MeshHTTPRouteRewritePath : MeshCase
{
    protected override string Manifests => EchoRoute(
        "mesh-rewrite-path",
        Filtered(V1, "/prefix/one", ReplacePrefix("/one")),
        Filtered(V1, "/strip-prefix", ReplacePrefix("/")),
        Filtered(V1, "/full/one", ReplaceFull("/one")),
        Filtered(V1, "/full/rewrite-path-and-modify-headers", ReplaceFull("/test"), ModifyHeaders),
        Filtered(V1, "/prefix/rewrite-path-and-modify-headers", ReplacePrefix("/prefix"), ModifyHeaders));

    protected override Task RunAsync() => Client.ExpectAsync(
        Echo,
        Exchange.To("/prefix/one/two", V1),
        Exchange.To("/strip-prefix/three", V1),
        Exchange.To("/strip-prefix", V1),
        Exchange.To("/full/one/two", V1),
        HeaderModifierExchanges.Modified(Exchange.To("/full/rewrite-path-and-modify-headers/test", V1)),
        HeaderModifierExchanges.Modified(Exchange.To("/prefix/rewrite-path-and-modify-headers/one", V1)));

    private static string ReplacePrefix(string path) => $"{{type: URLRewrite, urlRewrite: {{path: {{type: ReplacePrefixMatch, replacePrefixMatch: {path}}}}}}}";

    private static string ReplaceFull(string path) => $"{{type: URLRewrite, urlRewrite: {{path: {{type: ReplaceFullPath, replaceFullPath: {path}}}}}}}";
}

using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteMethodMatching)]
public sealed class HTTPRouteMethodMatching : SerialCase
{
    protected override string Manifests => HttpRoute(
        "method-matching",
        To(B1, "method: POST"),
        To(B2, "method: GET"),
        To(B1, $"{Prefix("/path1")}, method: GET"),
        To(B2, $"{Headers(("version", "one"))}, method: PUT"),
        To(B3, $"{Prefix("/path2")}, {Headers(("version", "two"))}, method: POST"),
        To(B1, $"{Prefix("/path3")}, method: PATCH", $"{Prefix("/path4")}, {Headers(("version", "three"))}, method: DELETE"),
        To(B1, Prefix("/path5")),
        To(B2, "method: PATCH"),
        To(B3, Headers(("version", "four"))));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "method-matching");
        await http.ExpectAsync(
            Case("POST", "/", B1), Case("GET", "/", B2), Case("HEAD", "/", "404"), Case("GET", "/path1", B1), Case("PUT", "/", B2, "one"),
            Case("POST", "/path2", B3, "two"), Case("PATCH", "/path3", B1), Case("DELETE", "/path4", B1, "three"), Case("PUT", "/", "404"),
            Case("DELETE", "/path4", "404"), Case("PATCH", "/path5", B1), Case("PATCH", "/", B2, "four"));
    }

    private static Exchange Case(string method, string path, string target, string? version = null)
    {
        var exchange = target == "404" ? Exchange.NotFound(path) : Exchange.To(path, target);
        if (version is not null)
        {
            exchange.Headers["version"] = version;
        }

        return exchange with { Method = method };
    }
}

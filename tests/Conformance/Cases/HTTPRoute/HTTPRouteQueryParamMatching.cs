using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteQueryParamMatching)]
public sealed class HTTPRouteQueryParamMatching : SerialCase
{
    protected override string Manifests => HttpRoute(
        "query-param-matching",
        To(B1, Query(("animal", "whale"))),
        To(B2, Query(("animal", "dolphin"))),
        To(B3, Query(("animal", "dolphin"), ("color", "blue")), Query(("ANIMAL", "Whale"))),
        To(B1, $"{Prefix("/path1")}, {Query(("animal", "whale"))}"),
        To(B2, $"{Headers(("version", "one"))}, {Query(("animal", "whale"))}"),
        To(B3, $"{Prefix("/path2")}, {Headers(("version", "two"))}, {Query(("animal", "whale"))}"),
        To(B1, $"{Prefix("/path3")}, {Query(("animal", "shark"))}", $"{Prefix("/path4")}, {Headers(("version", "three"))}, {Query(("animal", "kraken"))}"),
        To(B1, Prefix("/path5")),
        To(B2, Query(("animal", "hydra"))),
        To(B3, Headers(("version", "four"))));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "query-param-matching");
        await http.ExpectAsync(
            ("/?animal=whale", B1), ("/?animal=dolphin", B2), ("/?animal=dolphin&color=blue", B3), ("/?ANIMAL=Whale", B3),
            ("/?animal=whale&otherparam=irrelevant", B1), ("/?animal=dolphin&color=yellow", B2), ("/?color=blue", "404"), ("/?animal=dog", "404"),
            ("/?animal=whaledolphin", "404"), ("/", "404"), ("/path1?animal=whale", B1), ("/path3?animal=shark", B1), ("/?animal=shark", "404"),
            ("/path4?animal=kraken", "404"), ("/path5?animal=hydra", B1));
        await http.ExpectAsync(
            WithVersion("/?animal=whale", "one", B2), WithVersion("/path2?animal=whale", "two", B3), WithVersion("/path4?animal=kraken", "three", B1),
            WithVersion("/?animal=hydra", "four", B3));
    }

    private static Exchange WithVersion(string path, string version, string backend) => Exchange.To(path, backend) with { Headers = new() { ["version"] = version } };
}

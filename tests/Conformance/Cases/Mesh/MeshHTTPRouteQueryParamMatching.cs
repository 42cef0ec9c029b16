using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute, Features.MeshHTTPRouteQueryParamMatching)]
public sealed class MeshHTTPRouteQueryParamMatching : MeshCase
{
    protected override string Manifests => EchoRoute(
        "mesh-query-param-matching",
        To(V1, Query(("animal", "whale"))),
        To(V2, Query(("animal", "dolphin"))),
        To(V1, $"{Prefix("/path1")}, {Query(("animal", "whale"))}"),
        To(V2, $"{Headers(("version", "one"))}, {Query(("animal", "whale"))}"),
        To(V1, $"{Prefix("/path3")}, {Query(("animal", "shark"))}", $"{Prefix("/path4")}, {Headers(("version", "three"))}, {Query(("animal", "kraken"))}"),
        To(V1, Prefix("/path5")),
        To(V2, Query(("animal", "hydra"))));

    protected override async Task RunAsync()
    {
        await Client.ExpectAsync(
            Echo,
            ("/?animal=whale", V1), ("/?animal=dolphin", V2), ("/?animal=whale&otherparam=irrelevant", V1), ("/?animal=dolphin&color=yellow", V2), ("/?color=blue", "404"),
            ("/?animal=dog", "404"), ("/?animal=whaledolphin", "404"), ("/", "404"), ("/path1?animal=whale", V1), ("/path3?animal=shark", V1), ("/?animal=shark", "404"),
            ("/path4?animal=kraken", "404"), ("/path5?animal=hydra", V1));
        await Client.ExpectAsync(
            Echo,
            Exchange.To("/?animal=whale", V2) with { Headers = new() { ["version"] = "one" } },
            Exchange.To("/path4?animal=kraken", V1) with { Headers = new() { ["version"] = "three" } });
    }
}

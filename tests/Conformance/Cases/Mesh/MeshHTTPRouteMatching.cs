using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.HTTPRoute)]
public sealed class MeshHTTPRouteMatching : MeshCase
{
    protected override string Manifests => EchoRoute("mesh-matching", To(V1, Prefix("/"), Headers(("version", "one"))), To(V2, Prefix("/v2"), Headers(("version", "two"))));

    protected override async Task RunAsync()
    {
        await Client.ExpectAsync(Echo, ("/", V1), ("/example", V1), ("/v2example", V1), ("/foo/v2/example", V1), ("/v2", V2), ("/v2/", V2), ("/v2/example", V2));
        await Client.ExpectAsync(
            Echo,
            Exchange.To("/", V1) with { Headers = new() { ["Version"] = "one" } },
            Exchange.To("/", V2) with { Headers = new() { ["Version"] = "two" } });
    }
}

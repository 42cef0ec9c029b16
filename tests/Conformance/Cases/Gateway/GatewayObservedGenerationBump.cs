using System.Text.Json.Nodes;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway)]
public sealed class GatewayObservedGenerationBump : ParallelCase
{
    private const string Name = "gateway-observed-generation-bump";

    protected override string Manifests => Gateway(Name, HttpListener("http", hostname: "bar.com", from: "All"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.FreshAsync("Gateway", Name);
        var before = await Status.GenerationAsync("Gateway", Name);
        await Objects.PatchAsync("Gateway", Name, new JsonArray(new JsonObject
        {
            ["op"] = "add",
            ["path"] = "/spec/listeners/-",
            ["value"] = JsonNode.Parse("""{"name": "alternate", "port": 80, "protocol": "HTTP", "hostname": "foo.com", "allowedRoutes": {"namespaces": {"from": "All"}}}"""),
        }));
        await Status.NamespaceReadyAsync();
        await Status.FreshAsync("Gateway", Name);
        Assert.NotEqual(before, await Status.GenerationAsync("Gateway", Name));
    }
}

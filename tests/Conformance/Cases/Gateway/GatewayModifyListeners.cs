using System.Text.Json.Nodes;
using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway)]
public sealed class GatewayModifyListeners : SerialCase
{
    protected override string Manifests => Objects(
        Gateway("gateway-add-listener", HttpsListener("https", 443, "secure.test.com", "All")),
        HttpRouteOn("{kind: Gateway, name: gateway-add-listener}", "http-route-1", To(B1)),
        Gateway("gateway-remove-listener", HttpsListener("https", 443, "secure.test.com", "All"), HttpListener("http", from: "All")),
        HttpRouteOn("{kind: Gateway, name: gateway-remove-listener}", "http-route-2", To(B1)));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await ChangeAsync("gateway-add-listener", listeners =>
        [
            .. listeners.Select(listener => listener!.DeepClone()),
            JsonNode.Parse("""{"name": "http", "port": 80, "protocol": "HTTP", "hostname": "data.test.com", "allowedRoutes": {"namespaces": {"from": "All"}}}"""),
        ]);
        await Status.GatewayListenersAsync("gateway-add-listener", Expected("https"), Expected("http"));
        await ChangeAsync("gateway-remove-listener", listeners => [.. listeners.Where(listener => (string?)listener!["name"] == "http").Select(listener => listener!.DeepClone())]);
        await Status.GatewayListenersAsync("gateway-remove-listener", Expected("http"));
    }

    private static ExpectedListener Expected(string name) => new(name, ["HTTPRoute"], 1, ("Accepted", "True", null), ("ResolvedRefs", "True", null));

    private async Task ChangeAsync(string gateway, Func<JsonArray, JsonNode?[]> change)
    {
        await Status.FreshAsync("Gateway", gateway);
        var before = await Objects.GetAsync("Gateway", gateway);
        var listeners = new JsonArray(change((JsonArray)before["spec"]!["listeners"]!));
        await Objects.PatchAsync("Gateway", gateway, new JsonObject { ["spec"] = new JsonObject { ["listeners"] = listeners } });
        await Status.NamespaceReadyAsync();
        await Status.FreshAsync("Gateway", gateway);
        Assert.NotEqual((long)before["metadata"]!["generation"]!, await Status.GenerationAsync("Gateway", gateway));
    }
}

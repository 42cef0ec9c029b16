using System.Text.Json.Nodes;
using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway, Features.GatewayStaticAddresses)]
public sealed class GatewayStaticAddresses : ParallelCase
{
    private const string Name = "gateway-static-addresses";

    protected override string Manifests => Skipped(GatewayWith(
        Name,
        $"addresses: [{{type: test/fake-invalid-type, value: no address at all}}, {{value: {ConformanceCluster.UnusableAddress}}}, {{value: {Cluster.UsableAddress}}}]",
        "name: http, port: 8080, protocol: HTTP"));

    protected override async Task RunAsync()
    {
        await Status.FreshAsync("Gateway", Name);
        await Status.ConditionAsync("Gateway", Name, Infra, "Accepted", "False", "UnsupportedAddress");
        await RemoveFirstAddressAsync();
        await Status.FreshAsync("Gateway", Name);
        await Status.ConditionAsync("Gateway", Name, Infra, "Accepted", "True", "Accepted");
        await Status.ConditionAsync("Gateway", Name, Infra, "Programmed", "False", "AddressNotUsable");
        await RemoveFirstAddressAsync();
        await Status.FreshAsync("Gateway", Name);
        await Status.ConditionAsync("Gateway", Name, Infra, "Accepted", "True", "Accepted");
        await Status.ConditionAsync("Gateway", Name, Infra, "Programmed", "True", "Programmed");
        await Status.GatewayListenersAsync(Name, new ExpectedListener("http", ["HTTPRoute"], 0, ("Accepted", "True", null), ("ResolvedRefs", "True", null)));
        await Eventually.HoldsAsync("The usable address alone in status", TimeSpan.FromSeconds(180), async () =>
            (JsonArray?)(await Objects.GetAsync("Gateway", Name))["status"]?["addresses"] is [var address]
                && (string?)address!["value"] == Cluster.UsableAddress && (string?)address["type"] == "IPAddress" ? null : "other addresses");
    }

    private Task RemoveFirstAddressAsync() =>
        Objects.PatchAsync("Gateway", Name, new JsonArray(new JsonObject { ["op"] = "remove", ["path"] = "/spec/addresses/0" }));
}

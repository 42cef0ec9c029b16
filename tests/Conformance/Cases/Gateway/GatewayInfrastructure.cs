using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway, Features.GatewayInfrastructurePropagation, Provisional = true)]
public sealed class GatewayInfrastructure : ParallelCase
{
    private const string Name = "gateway-with-infrastructure-metadata";

    protected override string Manifests => GatewayWith(Name, "infrastructure: {annotations: {key1: value1}, labels: {key2: value2}}", "name: http, port: 8080, protocol: HTTP");

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.ConditionAsync("Gateway", Name, Infra, "Accepted", "True", null);
        foreach (var kind in new[] { "ServiceAccount", "Pod", "Service" })
        {
            await Eventually.HoldsAsync($"{kind} of {Name}", TimeSpan.FromSeconds(60), async () =>
            {
                var items = await Objects.ListAsync(kind, Infra, $"gateway.networking.k8s.io/gateway-name={Name}");
                return items.Count == 0 ? "none"
                    : (string?)items[0]["metadata"]?["labels"]?["key2"] == "value2" && (string?)items[0]["metadata"]?["annotations"]?["key1"] == "value1" ? null
                    : $"labels {items[0]["metadata"]?["labels"]}, annotations {items[0]["metadata"]?["annotations"]}";
            });
        }
    }
}

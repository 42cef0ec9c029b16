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
        await Status.FreshAsync("Gateway", Name);
        await Status.ConditionAsync("Gateway", Name, Infra, "Accepted", "True", null);
        foreach (var kind in new[] { "ServiceAccount", "Service", "Deployment", "Pod", "ConfigMap" })
        {
            var items = await Objects.ListAsync(kind, Infra, $"gateway.networking.k8s.io/gateway-name={Name}");
            Assert.NotEmpty(items);
            Assert.All(items, item =>
            {
                Assert.Equal("value2", (string?)item["metadata"]!["labels"]!["key2"]);
                Assert.Equal("value1", (string?)item["metadata"]!["annotations"]?["key1"]);
            });
        }
    }
}

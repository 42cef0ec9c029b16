using Sluice.TestKit;

namespace Sluice.EndToEnd.Tests.Faults;

/// <summary>What is taken away leaves nothing that somebody must clean by hand, in whatever order it is taken away.</summary>
public sealed class UninstallTests(FaultCluster cluster) : IClassFixture<FaultCluster>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task PlatformFirst_ThenGateway_NothingStays()
    {
        // Control goes at once and can tidy nothing up any more; the class still has a Gateway.
        foreach (var kind in new[] { "Namespace", "ClusterRoleBinding", "ClusterRole", "GatewayClass" })
        {
            foreach (var name in kind == "GatewayClass" ? ["sluice", "sluice-unmanaged"] : new[] { kind == "Namespace" ? FaultCluster.System : "sluice-control" })
            {
                await cluster.Objects.DeleteAsync($"{ApiObjects.PathOf(kind, null)}/{name}");
            }
        }

        await GoneAsync("Namespace", $"{ApiObjects.PathOf("Namespace", null)}/{FaultCluster.System}");

        // Nobody is left to reconfigure them, but the proxies serve on.
        await cluster.ServesAsync("/get");

        await cluster.Objects.DeleteAsync($"{ApiObjects.PathOf("HTTPRoute", FaultCluster.Demo)}/get");
        await cluster.Objects.DeleteAsync($"{ApiObjects.PathOf("Gateway", FaultCluster.Demo)}/web");
        await GoneAsync("HTTPRoute", $"{ApiObjects.PathOf("HTTPRoute", FaultCluster.Demo)}/get");
        await GoneAsync("Gateway", $"{ApiObjects.PathOf("Gateway", FaultCluster.Demo)}/web");
        await GoneAsync("GatewayClass", $"{ApiObjects.PathOf("GatewayClass", null)}/sluice");
        foreach (var kind in new[] { "Deployment", "Pod", "Service", "EndpointSlice", "ServiceAccount", "ConfigMap", "Secret", "PodDisruptionBudget" })
        {
            await Eventually.HoldsAsync($"No {kind} of the Gateway left", Limit, async () =>
            {
                var left = (await cluster.Objects.ListAsync(kind, FaultCluster.Demo)).Select(item => (string)item["metadata"]!["name"]!).Where(name => name.StartsWith("web", StringComparison.Ordinal)).ToList();
                return left.Count == 0 ? null : string.Join(", ", left);
            });
        }
    }

    private Task GoneAsync(string kind, string path) => Eventually.HoldsAsync($"{kind} gone", Limit, async () =>
        await cluster.Objects.TryGetAsync(path) is { } item ? item["metadata"]!.ToJsonString() : null);
}

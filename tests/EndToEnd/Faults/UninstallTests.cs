using System.Text.Json.Nodes;
using Sluice.TestKit;

namespace Sluice.EndToEnd.Tests.Faults;

/// <summary>What is taken away leaves nothing that somebody must clean by hand, in whatever order it is taken away.</summary>
public sealed class UninstallTests(FaultCluster cluster) : IClassFixture<FaultCluster>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task PlatformFirst_ThenGateway_NothingStays()
    {
        // A Service of somebody else is in the mesh.
        var before = await cluster.Objects.GetAsync("Service", "httpbin");
        await cluster.Objects.PatchAsync("Service", "httpbin", JsonNode.Parse("""{"metadata":{"labels":{"sluice.dev/mesh":"enabled"}}}""")!);
        await Eventually.HoldsAsync("httpbin captured", Limit, async () => (await cluster.Objects.GetAsync("Service", "httpbin"))["spec"]!["selector"] is null ? null : "has its selector");

        // Control's permissions go first, then everything at once with its namespace, as kubectl delete -f does; the class still has a Gateway.
        foreach (var kind in new[] { "ClusterRole", "ClusterRoleBinding" })
        {
            await cluster.Objects.DeleteAsync($"{ApiObjects.PathOf(kind, null)}/sluice-control");
            await cluster.Objects.DeleteAsync($"{ApiObjects.PathOf(kind, null)}/sluice-mesh");
        }

        await cluster.Objects.DeleteAsync($"{ApiObjects.PathOf("Namespace", null)}/{FaultCluster.System}");
        await GoneAsync("Namespace", $"{ApiObjects.PathOf("Namespace", null)}/{FaultCluster.System}");

        foreach (var name in new[] { "sluice", "sluice-unmanaged" })
        {
            await cluster.Objects.DeleteAsync($"{ApiObjects.PathOf("GatewayClass", null)}/{name}");
        }

        // The Service is as it was, and nothing of the mesh is left.
        var after = await cluster.Objects.GetAsync("Service", "httpbin");
        Assert.True(JsonNode.DeepEquals(before["spec"], after["spec"]), after["spec"]!.ToJsonString());
        Assert.Null(after["metadata"]!["annotations"]?["sluice.dev/mesh-selector"]);
        Assert.Null(await cluster.Objects.TryGetAsync($"{ApiObjects.PathOf("Service", FaultCluster.Demo)}/httpbin-sluice"));
        Assert.Empty(await cluster.Objects.ListAsync("EndpointSlice", FaultCluster.Demo, "endpointslice.kubernetes.io/managed-by=mesh.sluice.dev"));
        foreach (var kind in new[] { "ClusterRole", "ClusterRoleBinding" })
        {
            await GoneAsync(kind, $"{ApiObjects.PathOf(kind, null)}/sluice-mesh-release");
        }

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

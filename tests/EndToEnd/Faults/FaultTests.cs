using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Sluice.EndToEnd.Tests.Faults;

/// <summary>
/// What may break while traffic flows, and what of it a client may notice. <c>make soak</c> runs the same with <c>SLUICE_SOAK=1</c>: longer
/// outages, every kill several times.
/// </summary>
public sealed class FaultTests(FaultCluster cluster, ITestOutputHelper output) : IClassFixture<FaultCluster>
{
    private static readonly bool Soak = Environment.GetEnvironmentVariable("SLUICE_SOAK") == "1";
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(Soak ? 60 : 6);
    private static readonly int Times = Soak ? 10 : 1;

    [Fact]
    public async Task ProxyKilled_OnlyItsOwnConnectionsNotice()
    {
        for (var time = 0; time < Times; time++)
        {
            await cluster.ProxiesReadyAsync(2);
            await using var load = new LoadGenerator(cluster.Address, connections: 8);
            await load.MoreAsync(200);

            var victim = (await cluster.PodsAsync(FaultCluster.Demo, FaultCluster.ProxySelector))[time % 2];
            await cluster.KillAsync(victim);
            await cluster.LeftEndpointsAsync(victim);
            var left = DateTime.UtcNow;
            await load.MoreAsync(200);
            await cluster.ProxiesReadyAsync(2);
            await load.MoreAsync(200);
            await load.StopAsync();

            output.WriteLine($"proxy killed: {load.Failures.Count} of {load.Requests} requests lost");
            Assert.DoesNotContain(load.Failures, failure => failure.Started > left);
        }
    }

    [Fact]
    public async Task LeaderKilled_AnotherServesChanges_AndNoRequestIsLost()
    {
        for (var time = 0; time < Times; time++)
        {
            await cluster.AvailableAsync("Deployment", "sluice-control", FaultCluster.System, 2);
            await using var load = new LoadGenerator(cluster.Address);
            await load.MoreAsync(50);

            var leader = await cluster.LeaderAsync();
            await cluster.KillAsync(leader);
            var clock = Stopwatch.StartNew();
            await cluster.RouteAsync("after-leader", "/headers");
            await cluster.ServesAsync("/headers");
            var failover = clock.Elapsed;
            await load.StopAsync();

            output.WriteLine($"leader killed: a change served after {failover.TotalSeconds:0.0} s; {load.Failures.Count} of {load.Requests} requests lost");
            Assert.Empty(load.Failures);
            await cluster.Objects.DeleteAsync($"/apis/gateway.networking.k8s.io/v1/namespaces/{FaultCluster.Demo}/httproutes/after-leader");
        }
    }

    [Fact]
    public async Task ControlsAway_ProxiesServeTheirLastSnapshot_AlsoOneThatStarts()
    {
        await cluster.ProxiesReadyAsync(2);
        await cluster.Objects.PatchAsync("Deployment", "sluice-control", JsonNode.Parse("""{"spec":{"replicas":0}}""")!, FaultCluster.System);
        foreach (var control in await cluster.PodsAsync(FaultCluster.System, FaultCluster.ControlSelector))
        {
            await cluster.KillAsync(control);
        }

        await cluster.AvailableAsync("Deployment", "sluice-control", FaultCluster.System, 0);
        await using (var load = new LoadGenerator(cluster.Address))
        {
            await load.MoreAsync(500);
            await load.StopAsync();
            Assert.Empty(load.Failures);
        }

        // Both, one after the other: whoever serves now has read its snapshot from disk.
        foreach (var proxy in await cluster.PodsAsync(FaultCluster.Demo, FaultCluster.ProxySelector))
        {
            await cluster.KillAsync(proxy);
            await cluster.LeftEndpointsAsync(proxy);
            await cluster.ProxiesReadyAsync(2);
        }

        await using (var load = new LoadGenerator(cluster.Address, reconnect: true))
        {
            await load.MoreAsync(500);
            await load.StopAsync();
            output.WriteLine($"controls away, proxies restarted: {load.Failures.Count} of {load.Requests} requests lost");
            Assert.Empty(load.Failures);
        }

        await cluster.Objects.PatchAsync("Deployment", "sluice-control", JsonNode.Parse("""{"spec":{"replicas":2}}""")!, FaultCluster.System);
        await cluster.AvailableAsync("Deployment", "sluice-control", FaultCluster.System, 2);
        await cluster.RouteAsync("after-away", "/uuid");
        await cluster.ServesAsync("/uuid");
    }

    [Fact]
    public async Task ApiServerAway_TrafficGoesOn_AndAChangeServesOnceItIsBack()
    {
        await cluster.ProxiesReadyAsync(2);
        await using var load = new LoadGenerator(cluster.Address);
        cluster.Api.Cut();
        using (var outage = new PeriodicTimer(Outage))
        {
            await outage.WaitForNextTickAsync();
        }

        // Declared while control does not see it.
        await cluster.RouteAsync("during-outage", "/ip");
        cluster.Api.Restore();
        var served = await cluster.ServesAsync("/ip");
        await load.StopAsync();

        output.WriteLine($"API server away for {Outage.TotalSeconds:0} s: {load.Failures.Count} of {load.Requests} requests lost; a change served {served.TotalSeconds:0.0} s after its return");
        Assert.Empty(load.Failures);
    }

    [Fact]
    public async Task ProxyStuck_DoesNotHoldChangesBack()
    {
        await cluster.ProxiesReadyAsync(2);
        var stuck = (await cluster.PodsAsync(FaultCluster.Demo, FaultCluster.ProxySelector))[0];
        await cluster.StopAsync(stuck);
        try
        {
            await cluster.LeftEndpointsAsync(stuck);
            await cluster.RouteAsync("while-stuck", "/user-agent");
            var served = await cluster.ServesAsync("/user-agent");
            await cluster.ConditionAsync("Gateway", "web", FaultCluster.Demo, "Programmed");
            await using var load = new LoadGenerator(new Uri(cluster.Address, "/user-agent"), reconnect: true);
            await load.MoreAsync(300);
            await load.StopAsync();
            output.WriteLine($"one of two proxies stuck: a change served after {served.TotalSeconds:0.0} s; {load.Failures.Count} of {load.Requests} requests lost");
            Assert.Empty(load.Failures);
        }
        finally
        {
            await cluster.ContinueAsync(stuck);
        }

        await cluster.ProxiesReadyAsync(2);
    }

    [Fact]
    public async Task ProxiesRolled_NoRequestIsLost()
    {
        for (var time = 0; time < Times; time++)
        {
            await cluster.ProxiesReadyAsync(2);
            var before = await cluster.PodsAsync(FaultCluster.Demo, FaultCluster.ProxySelector);
            await using var kept = new LoadGenerator(cluster.Address);
            await using var fresh = new LoadGenerator(cluster.Address, reconnect: true);

            // As kubectl rollout restart does it.
            var annotations = new JsonObject { ["kubectl.kubernetes.io/restartedAt"] = DateTime.UtcNow.ToString("O") };
            var template = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } };
            await cluster.Objects.PatchAsync("Deployment", "web-sluice", new JsonObject { ["spec"] = new JsonObject { ["template"] = template } }, FaultCluster.Demo);
            await TestKit.Eventually.HoldsAsync("New proxies only", TimeSpan.FromMinutes(2), async () =>
                (await cluster.PodsAsync(FaultCluster.Demo, FaultCluster.ProxySelector)).Intersect(before).Any() ? "old ones run" : null);
            await cluster.AvailableAsync("Deployment", "web-sluice", FaultCluster.Demo, 2);
            await fresh.MoreAsync(200);
            await kept.StopAsync();
            await fresh.StopAsync();

            output.WriteLine($"proxies rolled: {kept.Failures.Count} of {kept.Requests} requests lost on kept connections, {fresh.Failures.Count} of {fresh.Requests} on new ones");
            Assert.Empty(kept.Failures);
            Assert.Empty(fresh.Failures);
        }
    }
}

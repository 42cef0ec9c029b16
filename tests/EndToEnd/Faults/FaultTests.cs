using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Sluice.TestKit;
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
            // A path of its own each time: the deletion of the route before may serve later than this test looks.
            await cluster.RouteAsync("after-leader", $"/anything/leader/{time}");
            await cluster.ServesAsync($"/anything/leader/{time}");
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
            cluster.KillIfRunning(control);
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
    public async Task StreamCutAgainAndAgain_WhileRoutesChange_EndsInTheNewestVersion_AndNoRequestIsLost()
    {
        await cluster.ProxiesReadyAsync(2);
        await using var relay = await cluster.RelayStreamAsync();
        try
        {
            await using var load = new LoadGenerator(cluster.Address);
            await using var fresh = new LoadGenerator(cluster.Address, reconnect: true);
            // Some connections end in the handshake, some within an update, some after a few.
            relay.Fault = () => new RelayFault(CutAfter: Random.Shared.Next(1_000, 12_000));
            relay.CutOpen();
            var outage = Stopwatch.StartNew();
            var edition = 0;
            while (outage.Elapsed < Outage || relay.Faults < 5)
            {
                Assert.True(outage.Elapsed < 10 * Outage, "The streams do not go through the relay.");
                await cluster.RouteAsync("edition", $"/anything/{edition++ % 5}");
            }

            relay.Fault = () => RelayFault.None;
            relay.CutOpen();
            await cluster.RouteAsync("edition", "/anything/last");
            var served = await cluster.ServesAsync("/anything/last");
            await load.StopAsync();
            await fresh.StopAsync();

            // No proxy serves an edition before the last.
            await cluster.ServedByAllAsync("/anything/last");
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            foreach (var proxy in await cluster.PodsAsync(FaultCluster.Demo, FaultCluster.ProxySelector))
            {
                for (var old = 0; old < 5; old++)
                {
                    using var answer = await client.GetAsync(new Uri($"http://{await cluster.PodAddressAsync(FaultCluster.Demo, proxy)}/anything/{old}"));
                    Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
                }
            }

            output.WriteLine(
                $"stream cut {relay.Faults} times while a route changed {edition} times: {load.Failures.Count + fresh.Failures.Count} of {load.Requests + fresh.Requests} requests lost; "
                + $"the newest version served {served.TotalSeconds:0.0} s after the last cut");
            Assert.Empty(load.Failures);
            Assert.Empty(fresh.Failures);
        }
        finally
        {
            await cluster.Objects.DeleteAsync($"/apis/gateway.networking.k8s.io/v1/namespaces/{FaultCluster.Demo}/httproutes/edition");
            await cluster.EndRelayAsync();
        }
    }

    [Fact]
    public async Task AcknowledgementsDelayed_ProgrammedWaitsTenSecondsForThem_AndThenGoesOn()
    {
        await cluster.ProxiesReadyAsync(2);
        await using var relay = await cluster.RelayStreamAsync();
        try
        {
            var late = (await cluster.PodsAsync(FaultCluster.Demo, FaultCluster.ProxySelector))[0];
            relay.HoldFrom((await cluster.PodAddressAsync(FaultCluster.Demo, late)).Equals);
            await using var load = new LoadGenerator(cluster.Address);
            var clock = Stopwatch.StartNew();
            await cluster.GatewayAsync("[{ name: http, port: 80, protocol: HTTP }, { name: more, port: 8081, protocol: HTTP }]");
            await cluster.ConditionAsync("Gateway", "web", FaultCluster.Demo, "Programmed");
            var programmed = clock.Elapsed;
            await load.StopAsync();

            output.WriteLine($"acknowledgements of one of two proxies held back: Programmed after {programmed.TotalSeconds:0.0} s; {load.Failures.Count} of {load.Requests} requests lost");
            Assert.True(programmed > TimeSpan.FromSeconds(9), $"It did not wait for {late}: {programmed}.");
            Assert.Empty(load.Failures);
        }
        finally
        {
            relay.Release();
            await cluster.GatewayAsync("[{ name: http, port: 80, protocol: HTTP }]");
            await cluster.ConditionAsync("Gateway", "web", FaultCluster.Demo, "Programmed");
            await cluster.EndRelayAsync();
        }
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
            await Eventually.HoldsAsync("New proxies only", TimeSpan.FromMinutes(2), async () =>
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

using System.Net;
using System.Text.Json.Nodes;
using Sluice.Control.Provisioning;
using Sluice.Translation;

namespace Sluice.Control.Tests.Cluster;

/// <summary>The whole loop with real processes: objects in, traffic and statuses out.</summary>
[Collection("cluster")]
public sealed class LocalClusterTests
{
    [Fact]
    public async Task Gateway_Applied_IsDeployedProgrammedAndServes_AndGoesWithoutATrace()
    {
        await using var platform = await LocalPlatform.StartAsync(block: 71, controlReplicas: 1);
        await platform.UntilAsync(LocalPlatform.Classes, new ObjectKey("", "sluice"), item => LocalPlatform.Condition(item, "Accepted") == "True");

        await platform.ApplyAsync(PlatformManifests.Gateway("web"));
        await platform.ApplyAsync(PlatformManifests.Route("web", "web", "/get"));
        await platform.UntilAsync(LocalPlatform.Deployments, new ObjectKey("demo", "httpbin"), item => item["status"]?["availableReplicas"]?.GetValue<int>() == 1);
        var address = await platform.ProgrammedAsync("demo", "web");

        using var http = new HttpClient { BaseAddress = new Uri($"http://{address}/"), Timeout = TimeSpan.FromSeconds(10) };
        await ServesAsync(platform, http, "get");
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("headers")).StatusCode);

        // A change serves by the time its route says so.
        await platform.ApplyAsync(PlatformManifests.Route("more", "web", "/headers"));
        await platform.UntilAsync(LocalPlatform.HttpRoutes, new ObjectKey("demo", "more"), item => item["status"]?["parents"]?[0]?["conditions"] is not null);
        await ServesAsync(platform, http, "headers");

        await DeleteGatewayAsync(platform, "web");
        await GoneAsync(platform, "web-sluice");
    }

    [Fact]
    public async Task Gateway_WithSeveralAddresses_ServesOnEach_AndOneThatIsTakenAwayMoves()
    {
        const string first = "127.73.47.200";
        const string second = "127.73.47.201";
        await using var platform = await LocalPlatform.StartAsync(block: 73, controlReplicas: 1);
        await platform.ApplyAsync(PlatformManifests.Gateway("web", first, second));
        await platform.ApplyAsync(PlatformManifests.Route("web", "web", "/get"));
        Assert.Equal(first, await platform.ProgrammedAsync("demo", "web"));
        foreach (var address in new[] { first, second })
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://{address}/"), Timeout = TimeSpan.FromSeconds(10) };
            await ServesAsync(platform, http, "get");
        }

        // What was the second is the first now; the Service that had it goes.
        await platform.ApplyAsync(PlatformManifests.Gateway("web", second));
        await platform.UntilAsync(LocalPlatform.Gateways, new ObjectKey("demo", "web"), item => LocalPlatform.Condition(item, "Programmed") == "True"
            && item["status"]?["addresses"]?.AsArray() is { Count: 1 } addresses && addresses[0]!["value"]!.GetValue<string>() == second);
        using var moved = new HttpClient { BaseAddress = new Uri($"http://{second}/"), Timeout = TimeSpan.FromSeconds(10) };
        await ServesAsync(platform, moved, "get");
    }

    [Fact]
    public async Task Gateway_WithAutoscaling_IsScaledByTheAutoscaler_AndItsBudgetCountsTheProxies()
    {
        await using var platform = await LocalPlatform.StartAsync(block: 75, controlReplicas: 1);
        await platform.ApplyAsync(PlatformManifests.Gateway("web"));
        await platform.ProgrammedAsync("demo", "web");
        await platform.Api.MergePatchAsync(
            LocalPlatform.Gateways,
            new ObjectKey("demo", "web"),
            new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["sluice.dev/autoscaling"] = "2-3" } } },
            CancellationToken.None);

        var proxies = new ObjectKey("demo", "web-sluice");
        await platform.UntilAsync(LocalPlatform.Deployments, proxies, item => item["spec"]!["replicas"]!.GetValue<int>() == 2 && item["status"]?["availableReplicas"]?.GetValue<int>() == 2);
        await platform.UntilAsync(OwnedKinds.Autoscalers, proxies, item => item["status"]?["currentReplicas"]?.GetValue<int>() == 2 && LocalPlatform.Condition(item, "AbleToScale") == "True");
        await platform.UntilAsync(OwnedKinds.DisruptionBudgets, proxies, item =>
            item["status"] is { } status && status["expectedPods"]?.GetValue<int>() == 2 && status["currentHealthy"]?.GetValue<int>() == 2 && status["disruptionsAllowed"]?.GetValue<int>() == 1);
    }

    private static async Task DeleteGatewayAsync(LocalPlatform platform, string name)
    {
        var key = new ObjectKey("demo", name);
        var gateway = await platform.Api.GetAsync(LocalPlatform.Gateways, key, CancellationToken.None);
        await platform.Api.DeleteAsync(LocalPlatform.Gateways, key, gateway!["metadata"]!["uid"]!.GetValue<string>(), CancellationToken.None);
    }

    [Fact]
    public async Task Control_LeaderKilled_OtherTakesOverAndTrafficNeverStops()
    {
        await using var platform = await LocalPlatform.StartAsync(block: 72, controlReplicas: 2);
        await platform.ApplyAsync(PlatformManifests.Gateway("web"));
        await platform.ApplyAsync(PlatformManifests.Route("web", "web", "/get"));
        await platform.UntilAsync(LocalPlatform.Deployments, new ObjectKey("demo", "httpbin"), item => item["status"]?["availableReplicas"]?.GetValue<int>() == 1);
        await platform.UntilAsync(LocalPlatform.Deployments, new ObjectKey("sluice-system", "sluice-control"), item => item["status"]?["availableReplicas"]?.GetValue<int>() == 2);
        var address = await platform.ProgrammedAsync("demo", "web");
        using var http = new HttpClient { BaseAddress = new Uri($"http://{address}/"), Timeout = TimeSpan.FromSeconds(10) };

        await ServesAsync(platform, http, "get");
        using var done = new CancellationTokenSource();
        var load = LoadAsync(http, done.Token);
        var lease = await platform.Api.GetAsync(Leases, new ObjectKey("sluice-system", "sluice-control-leader"), CancellationToken.None);
        platform.Kill(lease!["spec"]!["holderIdentity"]!.GetValue<string>());

        await platform.ApplyAsync(PlatformManifests.Route("more", "web", "/headers"));
        await platform.UntilAsync(LocalPlatform.HttpRoutes, new ObjectKey("demo", "more"), item => item["status"]?["parents"]?[0]?["conditions"] is not null);
        await ServesAsync(platform, http, "headers");
        await done.CancelAsync();
        var (sent, failures) = await load;
        Assert.True(sent > 0);
        Assert.True(failures.Count == 0, $"{failures.Count} of {sent} requests failed:\n{string.Join('\n', failures)}\n{platform.Logs()}");
    }

    private static readonly Sluice.Control.Kubernetes.ApiResource Leases = new("coordination.k8s.io", "v1", "leases", "Lease", Namespaced: true);

    private static async Task<(int Sent, List<string> Failures)> LoadAsync(HttpClient http, CancellationToken done)
    {
        var sent = 0;
        var failures = new List<string>();
        while (!done.IsCancellationRequested)
        {
            sent++;
            try
            {
                using var answer = await http.GetAsync("get", CancellationToken.None);
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    failures.Add($"{DateTime.UtcNow:O} request {sent}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
                }
            }
            catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException)
            {
                failures.Add($"{DateTime.UtcNow:O} request {sent}: {broken}");
            }

            await Task.Yield();
        }

        return (sent, failures);
    }

    /// <summary>
    /// Services take notice of ready endpoints, and proxies of changed routes, a moment after the statuses say so; requests of a bounded
    /// time bridge it.
    /// </summary>
    private static async Task ServesAsync(LocalPlatform platform, HttpClient http, string path)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!limit.IsCancellationRequested)
        {
            try
            {
                using var answer = await http.GetAsync(path, CancellationToken.None);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Refused: no endpoint yet.
            }
        }

        Assert.Fail($"/{path} does not serve within 30 seconds.\n{platform.Logs()}");
    }

    private static async Task GoneAsync(LocalPlatform platform, string name)
    {
        foreach (var resource in new[] { LocalPlatform.Deployments, LocalPlatform.Services })
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (await platform.Api.GetAsync(resource, new ObjectKey("demo", name), CancellationToken.None) is not null)
            {
                Assert.False(limit.IsCancellationRequested, $"{resource.Kind} {name} is still there after 30 seconds.");
            }
        }
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Sluice.Translation;

namespace Sluice.Control.Tests.Cluster;

/// <summary>A Service on its way into the mesh and out of it again, with real processes and traffic all the while.</summary>
[Collection("cluster")]
public sealed class MeshTests
{
    private static readonly ObjectKey Httpbin = new("demo", "httpbin");

    [Fact]
    public async Task Service_CapturedRoutedAndReleased_LosesNoRequestAndIsWhatItWas()
    {
        await using var platform = await LocalPlatform.StartAsync(block: 73, controlReplicas: 1, meshReplicas: 2);
        await platform.UntilAsync(LocalPlatform.Deployments, Httpbin, item => item["status"]?["availableReplicas"]?.GetValue<int>() == 1);
        await platform.UntilAsync(LocalPlatform.Deployments, new ObjectKey("sluice-system", "sluice-mesh"), item => item["status"]?["availableReplicas"]?.GetValue<int>() == 2);
        var before = await ServiceAsync(platform);
        using var http = Client(before);
        await UntilAsync(platform, async () => (await http.GetAsync("get")).StatusCode == HttpStatusCode.OK);
        using var done = new CancellationTokenSource();
        var load = LoadAsync(before, done.Token);

        // Captured: the selector is gone, the route marks every answer.
        await LabelAsync(platform, "enabled");
        await platform.ApplyAsync(PlatformManifests.MeshRoute("mark", "demo", "one"));
        await platform.UntilAsync(LocalPlatform.HttpRoutes, new ObjectKey("demo", "mark"), item => Accepted(item) == "True");
        Assert.Null((await ServiceAsync(platform))["spec"]!["selector"]);
        await UntilAsync(platform, async () => await RouteAsync(http) == "one");

        // Routed anew on connections that are open.
        await platform.ApplyAsync(PlatformManifests.MeshRoute("mark", "demo", "two"));
        await UntilAsync(platform, async () => await RouteAsync(http) == "two");

        // The proxies are replaced one after the other.
        await RestartProxiesAsync(platform);
        Assert.Equal("two", await RouteAsync(http));

        // Applied again by its owner: captured again, and he is told.
        await platform.Api.MergePatchAsync(LocalPlatform.Services, Httpbin, new JsonObject { ["spec"] = new JsonObject { ["selector"] = new JsonObject { ["app"] = "httpbin" } } }, CancellationToken.None);
        await platform.UntilAsync(LocalPlatform.Services, Httpbin, item => item["spec"]!["selector"] is null);
        await UntilAsync(platform, async () => await EventsAsync(platform) is { } events && events.Contains("SelectorCameBack", StringComparison.Ordinal));

        // Released: the object is the one from before, the shadow and the slices are gone.
        await LabelAsync(platform, null);
        await UntilAsync(platform, async () => await platform.Api.GetAsync(LocalPlatform.Services, new ObjectKey("demo", "httpbin-sluice"), CancellationToken.None) is null);
        Assert.Equal(Comparable(before), Comparable(await ServiceAsync(platform)));
        Assert.Null(await RouteAsync(http));

        await done.CancelAsync();
        var (sent, failures) = await load;
        Assert.True(sent > 0);
        Assert.True(failures.Count == 0, $"{failures.Count} of {sent} requests failed:\n{string.Join('\n', failures.Take(20))}\n{platform.Logs()}");
    }

    [Fact]
    public async Task Proxies_AllKilled_TrafficGoesOnUnrouted_UntilOneIsBack()
    {
        await using var platform = await LocalPlatform.StartAsync(block: 74, controlReplicas: 1, meshReplicas: 2);
        var proxies = new ObjectKey("sluice-system", "sluice-mesh");
        await platform.UntilAsync(LocalPlatform.Deployments, Httpbin, item => item["status"]?["availableReplicas"]?.GetValue<int>() == 1);
        await LabelAsync(platform, "enabled");
        await platform.ApplyAsync(PlatformManifests.MeshRoute("mark", "demo", "one"));
        await platform.UntilAsync(LocalPlatform.HttpRoutes, new ObjectKey("demo", "mark"), item => Accepted(item) == "True");
        using var http = Client(await ServiceAsync(platform));
        await UntilAsync(platform, async () => await RouteAsync(http) == "one");

        // All at once and for good; the route says that it does not hold.
        await ScaleAsync(platform, proxies, 0);
        using (var pods = await platform.Api.ListAsync("api/v1/namespaces/sluice-system/pods?labelSelector=app.kubernetes.io%2Fname%3Dsluice-mesh", metadataOnly: false, CancellationToken.None))
        {
            foreach (var pod in pods.RootElement.GetProperty("items").EnumerateArray())
            {
                platform.Kill(pod.GetProperty("metadata").GetProperty("name").GetString()!);
            }
        }

        await UntilAsync(platform, async () => await RouteAsync(http) is null);
        await platform.UntilAsync(LocalPlatform.HttpRoutes, new ObjectKey("demo", "mark"), item => Accepted(item) == "Unknown");

        // From here on nothing is lost, also not when routes hold again.
        using var done = new CancellationTokenSource();
        var load = LoadAsync(await ServiceAsync(platform), done.Token);
        await ScaleAsync(platform, proxies, 2);
        await platform.UntilAsync(LocalPlatform.HttpRoutes, new ObjectKey("demo", "mark"), item => Accepted(item) == "True");
        await UntilAsync(platform, async () => await RouteAsync(http) == "one");
        await done.CancelAsync();
        var (sent, failures) = await load;
        Assert.True(sent > 0);
        Assert.True(failures.Count == 0, $"{failures.Count} of {sent} requests failed:\n{string.Join('\n', failures.Take(20))}\n{platform.Logs()}");
    }

    private static Task<JsonObject> ScaleAsync(LocalPlatform platform, ObjectKey deployment, int replicas) =>
        platform.Api.MergePatchAsync(LocalPlatform.Deployments, deployment, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } }, CancellationToken.None);

    private static HttpClient Client(JsonObject service) =>
        new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMilliseconds(50) }) { BaseAddress = new Uri($"http://{service["spec"]!["clusterIP"]}:8000/"), Timeout = TimeSpan.FromSeconds(10) };

    private static async Task<string?> RouteAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("get");
        return answer.Headers.TryGetValues("X-Route", out var values) ? values.Single() : null;
    }

    private static string? Accepted(JsonObject route) =>
        (route["status"]?["parents"]?[0]?["conditions"] as JsonArray)?.FirstOrDefault(condition => condition?["type"]?.GetValue<string>() == "Accepted")?["status"]?.GetValue<string>();

    private static async Task<JsonObject> ServiceAsync(LocalPlatform platform) => (await platform.Api.GetAsync(LocalPlatform.Services, Httpbin, CancellationToken.None))!;

    private static Task<JsonObject> LabelAsync(LocalPlatform platform, string? value) => platform.Api.MergePatchAsync(
        LocalPlatform.Services, Httpbin, new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["sluice.dev/mesh"] = value } } }, CancellationToken.None);

    private static async Task RestartProxiesAsync(LocalPlatform platform)
    {
        var proxies = new ObjectKey("sluice-system", "sluice-mesh");
        var template = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["kubectl.kubernetes.io/restartedAt"] = "now" } } };
        var patched = await platform.Api.MergePatchAsync(LocalPlatform.Deployments, proxies, new JsonObject { ["spec"] = new JsonObject { ["template"] = template } }, CancellationToken.None);
        var generation = patched["metadata"]!["generation"]!.GetValue<long>();
        await platform.UntilAsync(LocalPlatform.Deployments, proxies, item =>
            item["status"]?["observedGeneration"]?.GetValue<long>() >= generation
            && item["status"]?["updatedReplicas"]?.GetValue<int>() == 2 && item["status"]?["availableReplicas"]?.GetValue<int>() == 2 && item["status"]?["replicas"]?.GetValue<int>() == 2);

        // Until the last of the old ones has gone too.
        await UntilAsync(platform, async () =>
        {
            using var pods = await platform.Api.ListAsync("api/v1/namespaces/sluice-system/pods?labelSelector=app.kubernetes.io%2Fname%3Dsluice-mesh", metadataOnly: false, CancellationToken.None);
            return pods.RootElement.GetProperty("items").GetArrayLength() == 2;
        });
    }

    private static async Task<string> EventsAsync(LocalPlatform platform)
    {
        using var events = await platform.Api.ListAsync("api/v1/namespaces/demo/events", metadataOnly: false, CancellationToken.None);
        return events.RootElement.GetRawText();
    }

    private static string Comparable(JsonObject service)
    {
        var copy = (JsonObject)service.DeepClone();
        var metadata = copy["metadata"]!.AsObject();
        metadata.Remove("resourceVersion");
        metadata.Remove("managedFields");
        return Sorted(copy)!.ToJsonString();
    }

    // Members of an object have no order.
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject tree => new JsonObject(tree.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static async Task UntilAsync(LocalPlatform platform, Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!limit.IsCancellationRequested)
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Refused: no endpoint yet.
            }
        }

        Assert.Fail($"Not within 30 seconds.\n{platform.Logs()}");
    }

    // Half of the clients keep their connection, half open a new one per request.
    private static async Task<(int Sent, List<string> Failures)> LoadAsync(JsonObject service, CancellationToken done)
    {
        var sent = 0;
        var failures = new List<string>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async client =>
        {
            using var http = Client(service);
            while (!done.IsCancellationRequested)
            {
                Interlocked.Increment(ref sent);
                try
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, "get");
                    request.Headers.ConnectionClose = client % 2 == 0;
                    using var answer = await http.SendAsync(request, CancellationToken.None);
                    if (answer.StatusCode != HttpStatusCode.OK)
                    {
                        Note($"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
                    }
                }
                catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException)
                {
                    Note(broken.ToString());
                }

                await Task.Yield();
            }
        }));
        return (sent, failures);

        void Note(string failure)
        {
            lock (failures)
            {
                failures.Add($"{DateTime.UtcNow:O}: {failure}");
            }
        }
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Sluice.Control.Cache;
using Sluice.TestKit;
using Sluice.Translation;

namespace Sluice.Control.Tests.Loop;

/// <summary>A whole control plane on a real API server, with a translation that has a bug.</summary>
public sealed class PoisonedUpdateTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Object_ThatTranslationChokesOn_LeavesTheLastGoodPublished_AndMetricAndConditionSaySo()
    {
        await using var cluster = await LocalApi.StartAsync();
        await cluster.CreateNamespaceAsync(ControlDefaults.ControlNamespace);
        await cluster.CreateNamespaceAsync("demo");
        await cluster.CreateAsync(WatchedKinds.GatewayClasses.Resource, "", $$"""
            {"apiVersion":"gateway.networking.k8s.io/v1","kind":"GatewayClass","metadata":{"name":"sluice"},"spec":{"controllerName":"{{ControlDefaults.ControllerName}}"} }
            """);
        await cluster.CreateAsync(WatchedKinds.Gateways.Resource, "demo", """
            {"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{"name":"web"},
             "spec":{"gatewayClassName":"sluice","listeners":[{"name":"http","port":80,"protocol":"HTTP"}]} }
            """);
        await RouteAsync(cluster, "good");

        var publisher = new FakePublisher();
        using var connection = cluster.Connect();
        using var control = new ControlPlane(
            connection,
            new ControlOptions { Identity = "control-1", ProxyImage = "image" },
            publisher,
            (view, memo) => view.HttpRoutes.Keys.Any(key => key.Name == "poison") ? throw new InvalidOperationException("No such rule.") : Translator.Translate(view, TranslationOptions.Default, memo),
            NullLoggerFactory.Instance);
        using var stop = new CancellationTokenSource();
        var running = control.RunAsync(stop.Token);
        await PublishedAsync(publisher, "good");
        await StaleAsync(cluster, null);

        // What is declared after the poison waits behind it, but nothing that served is lost.
        var poison = await RouteAsync(cluster, "poison");
        await RouteAsync(cluster, "later");
        await StaleAsync(
            cluster,
            "True TranslationFailed Changes are not taken over, proxies go on with the last good configuration: InvalidOperationException: No such rule. Undo the last change and report this as a bug.");
        Assert.Equal("InvalidOperationException: No such rule.", control.TranslationFailure);
        Assert.Equal(["good"], Routes(publisher));
        Assert.DoesNotContain(publisher.Log, entry => entry.StartsWith("withdraw", StringComparison.Ordinal));
        var metrics = new StringBuilder();
        control.Metrics.Write(metrics);
        Assert.Matches(@"(?m)^sluice_control_translation_failures_total [1-9]", metrics.ToString());

        await cluster.Api.DeleteAsync(WatchedKinds.HttpRoutes.Resource, new ObjectKey("demo", "poison"), (string)poison["metadata"]!["uid"]!, CancellationToken.None);
        await PublishedAsync(publisher, "good", "later");
        await StaleAsync(cluster, null);
        Assert.Null(control.TranslationFailure);

        await stop.CancelAsync();
        await running;
    }

    private static Task<JsonObject> RouteAsync(LocalApi cluster, string name) => cluster.CreateAsync(WatchedKinds.HttpRoutes.Resource, "demo", $$"""
        {"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"{{name}}"},"spec":{"parentRefs":[{"name":"web"}],"hostnames":["{{name}}.example.com"]} }
        """);

    private static IEnumerable<string> Routes(FakePublisher publisher) => publisher.Published.TryGetValue("demo/web", out var snapshot)
        ? snapshot.HttpRoutes.Keys.Select(name => name[(name.LastIndexOf('/') + 1)..]).Order()
        : [];

    private static Task PublishedAsync(FakePublisher publisher, params string[] routes) => Eventually.HoldsAsync($"{string.Join(", ", routes)} published", Limit, () =>
        Task.FromResult(Routes(publisher).SequenceEqual(routes) ? null : $"published are {string.Join(", ", Routes(publisher))}"));

    /// <summary>Until the class, which is Accepted, says this about translation; null: nothing.</summary>
    private static Task StaleAsync(LocalApi cluster, string? wanted) => Eventually.HoldsAsync("What the class says about translation", Limit, async () =>
    {
        var conditions = (await cluster.Api.GetAsync(WatchedKinds.GatewayClasses.Resource, new ObjectKey("", "sluice"), CancellationToken.None))!["status"]?["conditions"] as JsonArray ?? [];
        var stale = conditions.FirstOrDefault(condition => (string)condition!["type"]! == "sluice.dev/ConfigurationStale");
        var said = stale is null ? null : $"{stale["status"]} {stale["reason"]} {stale["message"]}";
        return said == wanted && conditions.Any(condition => (string)condition!["type"]! == "Accepted" && (string)condition["status"]! == "True") ? null : conditions.ToJsonString();
    });
}

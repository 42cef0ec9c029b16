using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Sluice.Control.Cache;
using Sluice.Control.Kubernetes;
using Sluice.Control.Loop;
using Sluice.TestKit;
using Sluice.Translation;

namespace Sluice.Control.Tests;

/// <summary>A whole control plane that leads, on a real API server without controllers, with a class of its own; it publishes into a fake.</summary>
internal sealed class ControlUnderTest : IAsyncDisposable
{
    public const string Demo = "demo";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly LocalApi _cluster;
    private readonly KubernetesConnection _connection;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private ControlUnderTest(LocalApi cluster, TranslateCluster translate)
    {
        _cluster = cluster;
        _connection = cluster.Connect();
        Plane = new ControlPlane(_connection, new ControlOptions { Identity = "control-1", ProxyImage = "image" }, Publisher, translate, NullLoggerFactory.Instance);
        _running = Plane.RunAsync(_stop.Token);
    }

    public ControlPlane Plane { get; }

    public FakePublisher Publisher { get; } = new();

    public KubernetesApi Api => _cluster.Api;

    /// <param name="translate">Translation as it is if null.</param>
    /// <param name="prepare">What is there before control starts.</param>
    public static async Task<ControlUnderTest> StartAsync(TranslateCluster? translate = null, Func<LocalApi, Task>? prepare = null)
    {
        var cluster = await LocalApi.StartAsync();
        await cluster.CreateNamespaceAsync(ControlDefaults.ControlNamespace);
        await cluster.CreateNamespaceAsync(Demo);
        await cluster.CreateAsync(WatchedKinds.GatewayClasses.Resource, "", $$"""
            {"apiVersion":"gateway.networking.k8s.io/v1","kind":"GatewayClass","metadata":{"name":"sluice"},"spec":{"controllerName":"{{ControlDefaults.ControllerName}}"} }
            """);
        if (prepare is not null)
        {
            await prepare(cluster);
        }

        return new ControlUnderTest(cluster, translate ?? ((view, memo) => Translator.Translate(view, TranslationOptions.Default, memo)));
    }

    public Task<JsonObject> CreateAsync(ApiResource resource, string json) => _cluster.CreateAsync(resource, resource.Namespaced ? Demo : "", json);

    public Task<JsonObject?> GetAsync(ApiResource resource, string name) => Api.GetAsync(resource, new ObjectKey(resource.Namespaced ? Demo : "", name), CancellationToken.None);

    /// <summary>Until an object, null if there is none, is as it should be.</summary>
    public async Task<JsonObject?> UntilAsync(ApiResource resource, string name, Func<JsonObject?, bool> condition)
    {
        JsonObject? item = null;
        await Eventually.HoldsAsync($"{resource.Kind} {name} as it should be", Limit, async () => condition(item = await GetAsync(resource, name)) ? null : item?.ToJsonString() ?? "there is none");
        return item;
    }

    /// <summary>A condition of an object's own status as <c>status reason message</c>; null if there is none.</summary>
    public static string? Condition(JsonObject? item, string type) =>
        (item?["status"]?["conditions"] as JsonArray)?.FirstOrDefault(condition => (string?)condition!["type"] == type) is { } found ? $"{found["status"]} {found["reason"]} {found["message"]}" : null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Plane.Dispose();
        _connection.Dispose();
        await _cluster.DisposeAsync();
        _stop.Dispose();
    }
}

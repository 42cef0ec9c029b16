using System.Net;
using System.Text.Json.Nodes;
using Sluice.Engine.Kubernetes;
using Sluice.Engine.Tests.Fakes;
using Sluice.Engine.Values;
using Sluice.LocalCluster.ApiServer;

namespace Sluice.Engine.Tests.Kubernetes;

/// <summary>The provider against a real API server, without controllers: what waits for one says so.</summary>
#pragma warning disable CA1001 // xunit disposes through IAsyncLifetime.
public sealed class KubernetesProviderTests : IAsyncLifetime
#pragma warning restore CA1001
{
    /// <summary>No garbage collector runs here that would finish a deletion in the foreground.</summary>
    private const string Annotated = "\"annotations\":{\"pulumi.com/deletionPropagationPolicy\":\"background\"}";
    private const string Background = "{" + Annotated + "}";

    private readonly EngineHarness _harness = new();
    private ApiServerHost? _server;
    private KubeTarget? _target;
    private KubeApi? _api;

    public async Task InitializeAsync()
    {
        _server = await ApiServerHost.StartAsync(new ApiServerOptions { Address = IPAddress.Parse("127.41.0.1"), Port = 0 });
        var kubeconfig = Path.Combine(_harness.Folder, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, _server.Admin.ToKubeconfig("test"));
        _target = new KubeTarget(kubeconfig, null, "the test's API server");
        _api = new KubeApi(_target.Load());
        _harness.Extra = () => [new KubernetesPackage(_target, _harness.Folder)];
    }

    public async Task DisposeAsync()
    {
        _api?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _harness.Dispose();
    }

    [Fact]
    public async Task ConfigMap_CreateSameUpdateDestroy_FollowsTheProgram()
    {
        Assert.True(await _harness.UpAsync(Labelled("a")), Said());
        var created = await Get("/api/v1/namespaces/default/configmaps/settings");
        Assert.Equal("a", created!["metadata"]!["labels"]!["tier"]!.GetValue<string>());

        Assert.True(await _harness.UpAsync(Labelled("a")));
        Assert.Empty(_harness.Sink.Changes);

        Assert.True(await _harness.UpAsync(Labelled(null)), Said());
        Assert.Equal(["update settings"], _harness.Sink.Changes);
        var updated = await Get("/api/v1/namespaces/default/configmaps/settings");
        Assert.Null(updated!["metadata"]!["labels"]);
        Assert.Equal(created["metadata"]!["uid"]!.GetValue<string>(), updated["metadata"]!["uid"]!.GetValue<string>());

        Assert.True(await _harness.DestroyAsync(), Said());
        Assert.Null(await Get("/api/v1/namespaces/default/configmaps/settings"));
    }

    [Fact]
    public async Task ConfigMap_DataChangesUnderAGeneratedName_IsMadeAnew()
    {
        Func<RawProgram, Task> Program(string value) => async program =>
        {
            await program.StackAsync();
            await Manifest(program, "kubernetes:core/v1:ConfigMap", "generated", $$$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{{{{Background}}}},"data":{"k":"{{{{value}}}}"}}""");
        };
        Assert.True(await _harness.UpAsync(Program("1")), Said());
        var first = _harness.Saved.Resources[^1].Id;

        Assert.True(await _harness.UpAsync(Program("2")), Said());

        Assert.Equal(["create-replacement generated", "replace generated", "delete-replaced generated"], _harness.Sink.Changes);
        var second = _harness.Saved.Resources[^1].Id;
        Assert.NotEqual(first, second);
        Assert.Null(await Get($"/api/v1/namespaces/default/configmaps/{ObjectId.Parse(first).Name}"));
        Assert.NotNull(await Get($"/api/v1/namespaces/default/configmaps/{ObjectId.Parse(second).Name}"));
    }

    [Fact]
    public async Task Preview_InvalidObjectInANamespaceOfTheSameRun_IsRefusedWithItsField()
    {
        Assert.False(await _harness.PreviewAsync(static async program =>
        {
            await program.StackAsync();
            await Manifest(program, "kubernetes:core/v1:Namespace", "shop", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}""");
            await Manifest(program, "kubernetes:core/v1:Service", "front", """{"apiVersion":"v1","kind":"Service","metadata":{"name":"front","namespace":"shop"},"spec":{"ports":[{"port":0}]}}""");
        }));

        Assert.Contains(_harness.Sink.Errors, static e => e.StartsWith("Service shop/front: spec.ports[0].port: Invalid value: 0", StringComparison.Ordinal));
        Assert.Null(await Get("/api/v1/namespaces/shop"));
    }

    [Fact]
    public async Task Create_ObjectOfSomebodyElse_IsNotTakenOver()
    {
        await _api!.PostAsync("/api/v1/namespaces/default/configmaps", JsonNode.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings"},"data":{"k":"theirs"}}""")!.AsObject(), default);

        Assert.False(await _harness.UpAsync(Labelled("a")));

        Assert.Contains("ConfigMap default/settings already exists, and this stack did not make it", Assert.Single(_harness.Sink.Errors), StringComparison.Ordinal);
        Assert.Empty(_harness.Saved.PendingOperations);
    }

    [Fact]
    public async Task Refresh_SomebodyChangedALabel_TheNextUpPutsItBack()
    {
        Assert.True(await _harness.UpAsync(Labelled("a")), Said());
        await _api!.PatchAsync("/api/v1/namespaces/default/configmaps/settings", JsonNode.Parse("""{"metadata":{"labels":{"tier":"drifted"}}}""")!, "application/merge-patch+json", default);

        Assert.True(await _harness.RefreshAsync(), Said());
        Assert.Equal(["update settings"], _harness.Sink.Changes);
    }

    [Fact]
    public async Task Provider_ForAnotherCluster_IsRefused()
    {
        var other = Path.Combine(_harness.Folder, "other");
        await File.WriteAllTextAsync(other, (await File.ReadAllTextAsync(_target!.Kubeconfig)).Replace("127.41.0.1", "127.41.0.2", StringComparison.Ordinal));

        Assert.False(await _harness.PreviewAsync(async program =>
        {
            await program.StackAsync();
            var provider = await program.RegisterAsync("pulumi:providers:kubernetes", "elsewhere", r => r.Object = WireValues.Write(PropertyMap.Of(("kubeconfig", other)), WireOptions.Everything));
            await Manifest(program, "kubernetes:core/v1:ConfigMap", "c", """{"apiVersion":"v1","kind":"ConfigMap"}""", r => r.Provider = $"{provider.Urn}::{provider.Id}");
        }));

        Assert.Contains("this run targets the test's API server", Assert.Single(_harness.Sink.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConfigGroup_TwoDocuments_BecomeChildren()
    {
        Assert.True(
            await _harness.UpAsync(static async program =>
            {
                await program.StackAsync();
                await program.RegisterAsync("kubernetes:yaml/v2:ConfigGroup", "all", static r =>
                {
                    (r.Custom, r.Remote) = (false, true);
                    r.Object = WireValues.Write(PropertyMap.Of(("yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: group}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: group}\n")), WireOptions.Everything);
                });
            }),
            Said());

        Assert.NotNull(await Get("/api/v1/namespaces/group/configmaps/a"));
        Assert.Equal(["all:group", "all:group/a"], _harness.Saved.Resources.Where(static r => r.Urn.Name.StartsWith("all:", StringComparison.Ordinal)).Select(static r => r.Urn.Name));
    }

    private static Func<RawProgram, Task> Labelled(string? tier) => async program =>
    {
        await program.StackAsync();
        var labels = tier is null ? "" : $$""","labels":{"tier":"{{tier}}"}""";
        await Manifest(program, "kubernetes:core/v1:ConfigMap", "settings", $$$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings"{{{{labels}}}},{{{{Annotated}}}}},"data":{"k":"v"}}""");
    };

    private static async Task Manifest(RawProgram program, string type, string name, string json, Action<Pulumirpc.RegisterResourceRequest>? change = null) =>
        await program.RegisterAsync(type, name, r =>
        {
            r.Object = WireValues.Write(PlainJson.Read(JsonNode.Parse(json)!.AsObject()), WireOptions.Everything);
            change?.Invoke(r);
        });

    private Task<JsonObject?> Get(string path) => _api!.FindAsync(path, default);

    private string Said() => string.Join('\n', _harness.Sink.Errors);
}

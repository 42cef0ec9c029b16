using k8s;
using k8s.Models;
using Sluice.LocalCluster.ApiServer;
using Sluice.LocalCluster.ApiServer.Storage;

namespace Sluice.LocalCluster.Tests.ApiServer;

/// <summary>What survives the process.</summary>
public sealed class ApiServerStateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sluice-api-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Restart_KeepsObjectsRevisionsTokensAndAddresses()
    {
        var options = ApiServerFixture.Options with { StateFolder = _folder };
        string token;
        string address;
        long revision;
        await using (var first = await ApiServerHost.StartAsync(options))
        {
            using var client = ApiServerFixture.CreateClient(first);
            await client.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "kept" } }, "default");
            var service = await client.CoreV1.CreateNamespacedServiceAsync(Service("one"), "default");
            address = service.Spec.ClusterIP;
            revision = long.Parse(service.Metadata.ResourceVersion);
            token = (await client.CoreV1.CreateNamespacedServiceAccountTokenAsync(new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = [] } }, "default", "default")).Status.Token;
        }

        await using var second = await ApiServerHost.StartAsync(options);
        using var again = ApiServerFixture.CreateClient(second);
        Assert.NotNull(await again.CoreV1.ReadNamespacedConfigMapAsync("kept", "default"));
        var other = await again.CoreV1.CreateNamespacedServiceAsync(Service("two"), "default");
        Assert.NotEqual(address, other.Spec.ClusterIP);
        Assert.True(long.Parse(other.Metadata.ResourceVersion) > revision);
        var review = await again.AuthenticationV1.CreateTokenReviewAsync(new V1TokenReview { Spec = new V1TokenReviewSpec { Token = token } });
        Assert.Equal("system:serviceaccount:default:default", review.Status.User.Username);
    }

    private static V1Service Service(string name) =>
        new() { Metadata = new V1ObjectMeta { Name = name }, Spec = new V1ServiceSpec { Ports = [new V1ServicePort { Port = 80 }] } };

    [Fact]
    public async Task WatchFromBeforeRestart_IsToldToListAgain()
    {
        var options = ApiServerFixture.Options with { StateFolder = _folder };
        string revision;
        await using (var first = await ApiServerHost.StartAsync(options))
        {
            using var client = ApiServerFixture.CreateClient(first);
            revision = (await client.CoreV1.ListNamespaceAsync()).Metadata.ResourceVersion;
        }

        await using var second = await ApiServerHost.StartAsync(options);
        using var again = ApiServerFixture.CreateClient(second);
        Exception? expired = null;
        await foreach (var _ in again.CoreV1.WatchListNamespaceAsync(resourceVersion: (long.Parse(revision) - 5).ToString(), onError: e => expired = e))
        {
            Assert.Fail("An event from before the restart.");
        }

        Assert.Contains("too old resource version", expired?.ToString() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondServer_OnTheSameFolder_IsRefused()
    {
        var options = ApiServerFixture.Options with { StateFolder = _folder };
        await using var first = await ApiServerHost.StartAsync(options);
        var refused = await Assert.ThrowsAsync<IOException>(() => ApiServerHost.StartAsync(options));
        Assert.Contains("in use by another API server", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TornJournal_LosesOnlyTheCutOffRecord()
    {
        await WriteAsync("a", "b");
        var journal = Path.Combine(_folder, "1.journal");
        using (var file = File.OpenWrite(journal))
        {
            file.SetLength(file.Length - 7);
        }

        await using var store = ObjectStore.Open(_folder);
        Assert.NotNull(store.Find("configmaps", new ObjectKey("ns", "a")));
        Assert.Null(store.Find("configmaps", new ObjectKey("ns", "b")));
        Assert.NotNull(store.Create("configmaps", new ObjectKey("ns", "b"), Tree("b")));
    }

    [Fact]
    public async Task FlippedByte_EndsTheJournalThere()
    {
        await WriteAsync("a", "b");
        var journal = Path.Combine(_folder, "1.journal");
        var bytes = await File.ReadAllBytesAsync(journal);
        bytes[^20] ^= 0x20;
        await File.WriteAllBytesAsync(journal, bytes);
        await using var store = ObjectStore.Open(_folder);
        Assert.NotNull(store.Find("configmaps", new ObjectKey("ns", "a")));
        Assert.Null(store.Find("configmaps", new ObjectKey("ns", "b")));
    }

    private async Task WriteAsync(params string[] names)
    {
        await using var store = ObjectStore.Open(_folder);
        foreach (var name in names)
        {
            Assert.NotNull(store.Create("configmaps", new ObjectKey("ns", name), Tree(name)));
        }
    }

    [Fact]
    public async Task ManyWrites_AreCompactedIntoASnapshot()
    {
        var padding = new string('x', 100_000);
        await using (var store = ObjectStore.Open(_folder))
        {
            var item = store.Create("configmaps", new ObjectKey("ns", "big"), Tree("big"))!;
            for (var i = 0; i < 400; i++)
            {
                var tree = item.Edit();
                tree["data"] = new System.Text.Json.Nodes.JsonObject { ["i"] = i, ["padding"] = padding };
                item = store.Replace(item, tree)!;
            }
        }

        Assert.NotEmpty(Directory.EnumerateFiles(_folder, "*.snapshot"));
        await using var again = ObjectStore.Open(_folder);
        Assert.Equal(401, again.Revision);
        Assert.Equal("399", again.Find("configmaps", new ObjectKey("ns", "big"))!.Tree["data"]!["i"]!.ToJsonString());
    }

    private static System.Text.Json.Nodes.JsonObject Tree(string name) => new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = name, ["namespace"] = "ns" } };
}

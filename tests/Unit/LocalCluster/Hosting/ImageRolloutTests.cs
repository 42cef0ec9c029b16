using System.Text.Json.Nodes;
using k8s.Models;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Hosting;

namespace Sluice.LocalCluster.Tests.Hosting;

[Collection(ClusterCollection.Name)]
public sealed class ImageRolloutTests(ClusterFixture fixture) : IDisposable
{
    private readonly TestCluster _cluster = fixture.Cluster;
    private readonly string _folder = Directory.CreateTempSubdirectory("sluice-program-").FullName;

    [Fact]
    public async Task Program_BuiltAnew_ReplacesThePodsThatRunIt()
    {
        await _cluster.NamespaceAsync("rebuilt");
        string catalog = CopyProgram();
        await _cluster.CreateAsync<V1Deployment>(Manifests.Deployment("rebuilt", "web", 1).Replace("example/tool:1", "example/rebuilt:1", StringComparison.Ordinal));
        await _cluster.CreateAsync<V1Deployment>(Manifests.Deployment("rebuilt", "other", 1));
        await _cluster.UntilAsync(_cluster.Caches.Deployments, d => d.Metadata is { NamespaceProperty: "rebuilt", Name: "web" } && d.Status?.AvailableReplicas == 1);
        await _cluster.UntilAsync(_cluster.Caches.Deployments, d => d.Metadata is { NamespaceProperty: "rebuilt", Name: "other" } && d.Status?.AvailableReplicas == 1);
        V1Pod before = _cluster.Pod("rebuilt", "web");
        V1Pod other = _cluster.Pod("rebuilt", "other");
        Assert.Empty(await RolloutAsync(catalog));

        // A library beside the program has changed.
        await File.WriteAllTextAsync(Path.Combine(_folder, "Library.dll"), "new");
        IReadOnlyList<string> restarted = await RolloutAsync(catalog);

        Assert.Equal(["Deployment rebuilt/web"], restarted);
        V1Pod after = Assert.Single(_cluster.Caches.Pods.In("rebuilt"), p => p.Metadata.Labels["app"] == "web" && PodState.IsActive(p));
        Assert.NotEqual(before.Metadata.Uid, after.Metadata.Uid);
        Assert.True(PodState.IsReady(after));
        Assert.NotEqual(before.Status.ContainerStatuses[0].ImageID, after.Status.ContainerStatuses[0].ImageID);
        Assert.Equal(other.Metadata.Uid, Assert.Single(_cluster.Caches.Pods.In("rebuilt"), p => p.Metadata.Labels["app"] == "other").Metadata.Uid);
        Assert.Empty(await RolloutAsync(catalog));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<IReadOnlyList<string>> RolloutAsync(string catalog) =>
        ImageRollout.RunAsync(_cluster.Host.KubeconfigPath, [catalog], TimeProvider.System, default);

    /// <summary>Puts the program under another image name, in a folder of its own, into the cluster's catalog.</summary>
    private string CopyProgram()
    {
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(TestCluster.PodProgram)!))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        string catalog = Path.Combine(_cluster.Folder, "images.json");
        JsonNode content = JsonNode.Parse(File.ReadAllText(catalog))!;
        content["images"]!["example/rebuilt"] = new JsonObject { ["command"] = new JsonArray("dotnet", Path.Combine(_folder, Path.GetFileName(TestCluster.PodProgram))) };
        File.WriteAllText(catalog, content.ToJsonString());
        return catalog;
    }
}

using System.Globalization;
using System.Net;
using k8s.Models;
using Sluice.LocalCluster.Hosting;
using Sluice.LocalCluster.Node.Processes;

namespace Sluice.LocalCluster.Tests.Hosting;

public sealed class RestartTests
{
    [Fact]
    public async Task Pods_OfAKilledCluster_AreTakenOver()
    {
        TestCluster before = await TestCluster.StartAsync();
        await before.NamespaceAsync("keep");
        await before.PodAsync("keep", "web", Manifests.Tool("serve", "3000"));
        V1Pod pod = await before.RunningAsync("keep", "web");
        string pid = await TestCluster.GetAsync(pod.Status.PodIP, 3000, "/pid");

        await before.CrashAsync();
        await using TestCluster after = await TestCluster.StartAsync(before.Folder);
        V1Pod again = await after.RunningAsync("keep", "web");

        Assert.Equal(pod.Metadata.Uid, again.Metadata.Uid);
        Assert.Equal(pod.Status.PodIP, again.Status.PodIP);
        Assert.Equal(0, again.Status.ContainerStatuses[0].RestartCount);
        Assert.Equal(pid, await TestCluster.GetAsync(pod.Status.PodIP, 3000, "/pid"));
    }

    [Fact]
    public async Task Pods_ThatEndedWhileTheClusterWasAway_AreStartedAgain()
    {
        TestCluster before = await TestCluster.StartAsync();
        await before.NamespaceAsync("keep");
        await before.PodAsync("keep", "web", Manifests.Tool("serve", "3000"));
        V1Pod pod = await before.RunningAsync("keep", "web");
        int pid = int.Parse(await TestCluster.GetAsync(pod.Status.PodIP, 3000, "/pid"), CultureInfo.InvariantCulture);

        await before.CrashAsync();
        Assert.True(ProcessIdentity.TryRead(pid, out ProcessIdentity process));
        process.Signal(LibC.SigKill);
        await using TestCluster after = await TestCluster.StartAsync(before.Folder);
        V1Pod again = await after.UntilAsync(after.Caches.Pods, p => p.Metadata.Name == "web" && p.Status?.ContainerStatuses is [{ RestartCount: 1, Ready: true }]);

        Assert.Equal("ContainerStatusUnknown", again.Status.ContainerStatuses[0].LastState.Terminated.Reason);
        Assert.NotEqual(pid.ToString(CultureInfo.InvariantCulture), await TestCluster.GetAsync(pod.Status.PodIP, 3000, "/pid"));
    }

    [Fact]
    public async Task Stop_EndsAllProcesses_AndStartBringsThemBack()
    {
        TestCluster before = await TestCluster.StartAsync();
        await before.NamespaceAsync("keep");
        await before.PodAsync("keep", "web", Manifests.Tool("serve", "3000", "--graceful"));
        V1Pod pod = await before.RunningAsync("keep", "web");
        int pid = int.Parse(await TestCluster.GetAsync(pod.Status.PodIP, 3000, "/pid"), CultureInfo.InvariantCulture);

        await before.StopAsync();
        bool survived = Directory.Exists($"/proc/{pid}");
        await using TestCluster after = await TestCluster.StartAsync(before.Folder);
        await after.UntilAsync(after.Caches.Pods, p => p.Metadata.Name == "web" && p.Status?.ContainerStatuses is [{ RestartCount: 1, Ready: true }]);

        Assert.False(survived);
        Assert.Equal(before.Host.Addresses, after.Host.Addresses);
    }

    [Fact]
    public async Task AClusterThatWasStoppedEmpty_MovesWhereItsAddressesAreTakenMeanwhile()
    {
        TestCluster before = await TestCluster.StartAsync();
        await before.NamespaceAsync("keep");
        ClusterAddresses addresses = before.Host.Addresses;
        await before.StopAsync();
        using BlockClaim? other = TakeUnlessTaken(addresses.Number);

        await using TestCluster after = await TestCluster.StartAsync(before.Folder);
        V1Service service = await after.CreateAsync<V1Service>(Manifests.Service("keep", "web", "type: ClusterIP"));
        await after.PodAsync("keep", "web", Manifests.Tool("serve", "3000"));
        await after.UntilAsync(after.Caches.EndpointSlices, s => s.Metadata.NamespaceProperty == "keep" && s.Endpoints?.Count(e => e.Conditions.Ready == true) == 1);
        V1Service own = await after.UntilAsync(after.Caches.Services, s => s.Metadata is { Name: "kubernetes", NamespaceProperty: "default" });

        Assert.NotEqual(addresses, after.Host.Addresses);
        Assert.True(after.Host.Addresses.Services.Contains(IPAddress.Parse(own.Spec.ClusterIP)));
        Assert.True(after.Host.Addresses.Services.Contains(IPAddress.Parse(service.Spec.ClusterIP)));
        Assert.Equal("web", await TestCluster.GetAsync(service.Spec.ClusterIP, 80, "/name"));
    }

    // A cluster of another test may have been faster, which serves as well.
    private static BlockClaim? TakeUnlessTaken(int block)
    {
        try
        {
            return BlockClaim.Take(Directory.CreateTempSubdirectory("sluice-blocks-").FullName, block);
        }
        catch (ClusterStartException)
        {
            return null;
        }
    }

    [Fact]
    public async Task EndOrphans_EndsWhatAKilledClusterLeftBehind()
    {
        TestCluster cluster = await TestCluster.StartAsync();
        await cluster.NamespaceAsync("left");
        await cluster.PodAsync("left", "web", Manifests.Tool("serve", "3000"));
        V1Pod pod = await cluster.RunningAsync("left", "web");
        int pid = int.Parse(await TestCluster.GetAsync(pod.Status.PodIP, 3000, "/pid"), CultureInfo.InvariantCulture);
        Assert.True(ProcessIdentity.TryRead(pid, out ProcessIdentity process));
        await cluster.CrashAsync();

        int ended = LocalClusterHost.EndOrphans(cluster.Folder);

        Assert.True(ended >= 1);
        Assert.False(process.IsAlive);
        Directory.Delete(cluster.Folder, recursive: true);
    }

    [Fact]
    public async Task ASecondCluster_OnTheSameState_IsRefusedWithTheCure()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();

        ClusterStartException refused = await Assert.ThrowsAsync<ClusterStartException>(
            () => LocalClusterHost.StartAsync(new LocalClusterOptions { StateFolder = cluster.Folder }));

        Assert.Contains("is taken", refused.Message, StringComparison.Ordinal);
        Assert.Contains("sluice local stop", refused.Message, StringComparison.Ordinal);
    }
}

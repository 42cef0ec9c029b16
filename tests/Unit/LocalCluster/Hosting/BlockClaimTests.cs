using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sluice.LocalCluster.Hosting;

namespace Sluice.LocalCluster.Tests.Hosting;

public sealed class BlockClaimTests : IDisposable
{
    // Out of the range that clusters choose from: a block that is given back here is not taken by a cluster of another test run.
    private static readonly int Own = 200 + (Environment.ProcessId % 50);

    private readonly string _folder = Directory.CreateTempSubdirectory("sluice-blocks-").FullName;

    [Fact]
    public async Task Take_AtTheSameInstant_GivesEachClusterABlockOfItsOwn()
    {
        using var together = new Barrier(8);
        BlockClaim[] claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                return BlockClaim.Take(State($"cluster-{i}"), null);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.Equal(8, claims.Select(c => c.Addresses.Number).Distinct().Count());
        Array.ForEach(claims, c => c.Dispose());
    }

    [Fact]
    public void Take_AfterDispose_GivesTheBlockThatTheFolderRemembers()
    {
        using BlockClaim first = BlockClaim.Take(State("first"), Own);
        ClusterStartException refused = Assert.Throws<ClusterStartException>(() => BlockClaim.Take(State("other"), Own));
        first.Dispose();

        using BlockClaim again = BlockClaim.Take(State("first"), null);

        Assert.Equal(first.Addresses, again.Addresses);
        Assert.Contains($"{first.Addresses.ApiServer}:6443 is taken", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_WhereAnotherProgramListens_IsRefused()
    {
        using BlockClaim free = BlockClaim.Take(State("free"), Own);
        free.Dispose();
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        stranger.Bind(new IPEndPoint(free.Addresses.ApiServer, ClusterAddresses.ApiServerPort));
        stranger.Listen(1);

        Assert.Throws<ClusterStartException>(() => BlockClaim.Take(State("free"), null));
    }

    [Fact]
    public void Take_PassesOverBlocksInWhichPodsWereLeftBehind()
    {
        using BlockClaim free = BlockClaim.Take(State("before"), null);
        int number = free.Addresses.Number;
        free.Dispose();
        using var pod = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        pod.Bind(new IPEndPoint(free.Addresses.Pods.Hosts().First(), 3000));
        pod.Listen(1);

        using BlockClaim other = BlockClaim.Take(State("after"), null);

        Assert.NotEqual(number, other.Addresses.Number);
    }

    [Fact]
    public void Take_LeavesNothingToProcessesThatWereStartedMeanwhile()
    {
        using BlockClaim claim = BlockClaim.Take(State("parent"), Own);
        using Process child = Process.Start(new ProcessStartInfo("sleep", "60"))!;
        try
        {
            // What a killed cluster leaves behind are its pods: they must not hold the block.
            claim.Dispose();
            using BlockClaim again = BlockClaim.Take(State("parent"), null);

            Assert.False(child.HasExited);
            Assert.Equal(claim.Addresses, again.Addresses);
        }
        finally
        {
            child.Kill();
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string State(string name) => Path.Combine(_folder, name);
}

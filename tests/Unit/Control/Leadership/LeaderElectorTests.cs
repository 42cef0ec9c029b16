using Microsoft.Extensions.Logging.Abstractions;
using Sluice.Control.Kubernetes;
using Sluice.Control.Leadership;

namespace Sluice.Control.Tests.Leadership;

public sealed class LeaderElectorTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Leader_Leaves_OtherFollowsAtOnceWithTheNextEpoch()
    {
        await using var api = await LocalApi.StartAsync();
        await api.CreateNamespaceAsync("sluice-system");
        await using var one = new Candidate(api, "one");
        var first = await one.LeadingAsync();
        await using var two = new Candidate(api, "two");

        await one.StopAsync();
        var second = await two.LeadingAsync();
        Assert.Equal((1, 2), (first, second));
    }

    [Fact]
    public async Task Leader_Vanishes_OtherFollowsWhenTheLeaseExpires()
    {
        await using var api = await LocalApi.StartAsync();
        await api.CreateNamespaceAsync("sluice-system");

        // A lease that nobody renews, as a killed replica leaves it.
        var vanished = new LeaderLease(new KubernetesApi(api.Connection, TimeProvider.System), Candidate.Options("vanished"));
        Assert.Equal(1, await vanished.AcquireAsync(CancellationToken.None));

        await using var two = new Candidate(api, "two");
        Assert.Equal(2, await two.LeadingAsync());
        Assert.False(await vanished.RenewAsync(1, CancellationToken.None), "Who lost the lease must not renew it.");
    }

    [Fact]
    public async Task Leader_ThatLosesTheApiServer_StopsLeadingBeforeItsLeaseIsFree()
    {
        var api = await LocalApi.StartAsync();
        await api.CreateNamespaceAsync("sluice-system");
        await using var one = new Candidate(api, "one");
        await one.LeadingAsync();

        await api.DisposeAsync();
        await one.FollowingAsync();
    }

    [Fact]
    public async Task Candidates_Together_OnlyOneLeads()
    {
        await using var api = await LocalApi.StartAsync();
        await api.CreateNamespaceAsync("sluice-system");
        var candidates = Enumerable.Range(0, 4).Select(i => new Candidate(api, $"c{i}")).ToList();
        await Task.WhenAny(candidates.Select(candidate => candidate.LeadingAsync())).WaitAsync(Soon);
        Assert.Single(candidates, candidate => candidate.IsLeading);

        foreach (var candidate in candidates)
        {
            await candidate.DisposeAsync();
        }
    }

    private sealed class Candidate : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly KubernetesConnection _connection;
        private readonly TaskCompletionSource<long> _leading = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _following = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _running;

        public Candidate(LocalApi api, string name)
        {
            _connection = api.Connect();
            var elector = new LeaderElector(new KubernetesApi(_connection, TimeProvider.System), Options(name), NullLogger.Instance);
            _running = elector.RunAsync(LeadAsync, _stop.Token);
        }

        public bool IsLeading { get; private set; }

        public static LeaderElectionOptions Options(string name) => new()
        {
            Namespace = "sluice-system",
            Identity = name,
            LeaseDuration = TimeSpan.FromSeconds(2),
            RenewDeadline = TimeSpan.FromSeconds(1),
            RetryPeriod = TimeSpan.FromMilliseconds(100),
        };

        public Task<long> LeadingAsync() => _leading.Task.WaitAsync(Soon);

        public Task FollowingAsync() => _following.Task.WaitAsync(Soon);

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _running;
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _connection.Dispose();
            _stop.Dispose();
        }

        private async Task LeadAsync(long epoch, CancellationToken cancellationToken)
        {
            IsLeading = true;
            _leading.TrySetResult(epoch);
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                IsLeading = false;
                _following.TrySetResult();
            }
        }
    }
}

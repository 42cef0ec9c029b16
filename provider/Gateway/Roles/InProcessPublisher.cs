using System.Collections.Immutable;
using Sluice.Control;
using Sluice.Routing.Model;

namespace Sluice.Gateway.Roles;

/// <summary>Control's publisher is the proxy in the same process, which serves one Gateway; snapshots of others go nowhere.</summary>
internal sealed class InProcessPublisher(string gateway, string proxyName, Func<RoutingSnapshot, CancellationToken, ValueTask> apply, TimeProvider time) : ISnapshotPublisher, IDisposable
{
    private readonly SemaphoreSlim _applying = new(1, 1);
    private RoutingSnapshot? _newest;
    private volatile Follower? _follower;

    public event Action<string>? Changed;

    public bool HoldsSnapshot { get; private set; }

    public void Lead(long epoch)
    {
    }

    public void Dispose() => _applying.Dispose();

    // What serves goes on serving; a successor publishes the same again.
    public void Resign()
    {
    }

    public void Publish(string gatewayName, RoutingSnapshot snapshot)
    {
        if (gatewayName == gateway)
        {
            Volatile.Write(ref _newest, snapshot);
            _follower = new Follower(proxyName, time.GetUtcNow(), "");
            _ = ApplyAsync(snapshot);
        }
    }

    public void Withdraw(string gatewayName)
    {
        if (gatewayName == gateway)
        {
            Publish(gateway, RoutingSnapshot.Empty);
        }
    }

    public ImmutableArray<Follower> Followers(string gatewayName) => gatewayName == gateway && _follower is { } follower ? [follower] : [];

    private async Task ApplyAsync(RoutingSnapshot snapshot)
    {
        await _applying.WaitAsync();
        try
        {
            if (!ReferenceEquals(Volatile.Read(ref _newest), snapshot))
            {
                return;
            }

            var since = _follower?.BehindSince;
            try
            {
                await apply(snapshot, CancellationToken.None);
                HoldsSnapshot = true;
                _follower = new Follower(proxyName, null, "");
            }
#pragma warning disable CA1031 // Whatever goes wrong with a snapshot, the one before goes on and the reason is told in the status.
            catch (Exception problem)
#pragma warning restore CA1031
            {
                _follower = new Follower(proxyName, since, problem.Message);
            }
        }
        finally
        {
            _applying.Release();
        }

        Changed?.Invoke(gateway);
    }
}

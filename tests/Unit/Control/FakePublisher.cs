using System.Collections.Concurrent;
using System.Collections.Immutable;
using Sluice.Routing.Model;

namespace Sluice.Control.Tests;

/// <summary>A stream without a wire: remembers what was published; its one proxy per gateway acknowledges when told to, or at once.</summary>
internal sealed class FakePublisher : ISnapshotPublisher
{
    private readonly ConcurrentDictionary<string, Follower> _followers = new(StringComparer.Ordinal);

    public event Action<string>? Changed;

    public ConcurrentDictionary<string, RoutingSnapshot> Published { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>Name of the proxy that follows every gateway; null for none.</summary>
    public Func<string, string?> ProxyOf { get; set; } = _ => "proxy";

    public bool AcknowledgeAtOnce { get; set; } = true;

    public void Lead(long epoch) => Log.Enqueue($"lead {epoch}");

    public void Resign() => Log.Enqueue("resign");

    public void Publish(string gateway, RoutingSnapshot snapshot)
    {
        Published[gateway] = snapshot;
        Log.Enqueue($"publish {gateway}");
        if (ProxyOf(gateway) is { } proxy)
        {
            _followers[gateway] = new Follower(proxy, AcknowledgeAtOnce ? null : DateTimeOffset.UtcNow, "");
        }
    }

    public void Withdraw(string gateway)
    {
        Published.TryRemove(gateway, out _);
        _followers.TryRemove(gateway, out _);
        Log.Enqueue($"withdraw {gateway}");
    }

    public void Report(string gateway, Follower follower)
    {
        _followers[gateway] = follower;
        Changed?.Invoke(gateway);
    }

    public ImmutableArray<Follower> Followers(string gateway) => _followers.TryGetValue(gateway, out var follower) ? [follower] : [];
}

using System.Collections.Immutable;
using Sluice.Control;
using Sluice.Distribution.Server;
using Sluice.Routing.Model;

namespace Sluice.Gateway.Roles;

/// <summary>Control's publisher is the configuration stream.</summary>
internal sealed class StreamPublisher(ConfigPublisher publisher) : ISnapshotPublisher
{
    public event Action<string>? Changed
    {
        add => publisher.Changed += value;
        remove => publisher.Changed -= value;
    }

    public void Lead(long epoch) => publisher.Lead(epoch);

    public void Resign() => publisher.Resign();

    public void Publish(string gateway, RoutingSnapshot snapshot) => publisher.Publish(gateway, snapshot);

    public void Withdraw(string gateway) => publisher.Withdraw(gateway);

    public ImmutableArray<Follower> Followers(string gateway) =>
        [.. publisher.Proxies(gateway).Select(proxy => new Follower(proxy.Proxy, proxy.BehindSince, proxy.Error))];
}

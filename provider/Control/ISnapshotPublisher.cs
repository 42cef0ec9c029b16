using System.Collections.Immutable;
using Sluice.Routing.Model;

namespace Sluice.Control;

/// <summary>The way of snapshots to proxies and of acknowledgements back, as control sees it.</summary>
public interface ISnapshotPublisher
{
    /// <summary>A proxy of the named gateway came, went, acknowledged or refused.</summary>
    event Action<string>? Changed;

    /// <summary>Begins a term; nothing is published in it yet.</summary>
    void Lead(long epoch);

    void Resign();

    /// <summary>Makes a snapshot the one to serve for a gateway (<c>namespace/name</c>).</summary>
    void Publish(string gateway, RoutingSnapshot snapshot);

    void Withdraw(string gateway);

    /// <summary>The proxies that follow a gateway now.</summary>
    ImmutableArray<Follower> Followers(string gateway);
}

/// <summary>A connected proxy.</summary>
/// <param name="Proxy">Name of its pod.</param>
/// <param name="BehindSince">Since when it does not serve the newest snapshot; null when it does.</param>
/// <param name="Error">Why not, if it said so.</param>
public sealed record Follower(string Proxy, DateTimeOffset? BehindSince, string Error);

using System.Collections.Immutable;
using Sluice.Distribution.Units;
using Sluice.Routing.Model;

namespace Sluice.Distribution.Server;

/// <summary>
/// The serving side's memory: what is published per gateway and which proxies follow it. Only a leader has one at work; a follower
/// keeps it empty and the stream refuses. Thread-safe.
/// </summary>
public sealed class ConfigPublisher(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PublishedGateway> _gateways = new(StringComparer.Ordinal);
    private long _counter;
    private CancellationTokenSource? _term;

    /// <summary>A proxy came, went, acknowledged or refused; the argument is its gateway. Raised outside of any lock.</summary>
    public event Action<string>? Changed;

    /// <summary>The lease epoch, or null while this replica does not lead.</summary>
    public long? Epoch { get; private set; }

    /// <summary>Begins to serve under a lease epoch; what an earlier term published is forgotten.</summary>
    public void Lead(long epoch)
    {
        CancellationTokenSource? old;
        lock (_gate)
        {
            (old, _term) = (_term, new CancellationTokenSource());
            Epoch = epoch;
            _counter = 0;
            _gateways.Clear();
        }

        old?.Cancel();
    }

    /// <summary>Ends every stream with UNAVAILABLE and refuses new ones, so that proxies look for the new leader.</summary>
    public void Resign()
    {
        CancellationTokenSource? old;
        lock (_gate)
        {
            (old, _term) = (_term, null);
            Epoch = null;
            _gateways.Clear();
        }

        old?.Cancel();
    }

    /// <summary>Makes a snapshot the one to serve. The same content again keeps its version and sends nothing.</summary>
    /// <returns>What is published now, or null while this replica does not lead.</returns>
    public Publication? Publish(string gateway, RoutingSnapshot snapshot)
    {
        PublishedGateway entry;
        EncodedSnapshot previous;
        lock (_gate)
        {
            if (Epoch is null)
            {
                return null;
            }

            entry = Entry(gateway);
            previous = entry.Snapshot ?? EncodedSnapshot.Empty;
        }

        // Outside the lock: the first encoding of a large snapshot takes a while, and acknowledgements should not wait for it.
        var encoded = EncodedSnapshot.Of(snapshot, previous);

        ImmutableArray<ProxyStream> wake;
        Publication publication;
        lock (_gate)
        {
            if (Epoch is not { } epoch || !_gateways.TryGetValue(gateway, out var current) || current != entry)
            {
                return null;
            }

            if (entry.Publication is { } known && known.ContentHash == encoded.ContentHash)
            {
                return known;
            }

            publication = new Publication(gateway, new SnapshotVersion(epoch, ++_counter), encoded.ContentHash, time.GetUtcNow());
            entry.Snapshot = encoded;
            entry.Publication = publication;
            foreach (var stream in entry.Streams)
            {
                stream.State = stream.State with { BehindSince = stream.State.BehindSince ?? publication.At };
            }

            wake = [.. entry.Streams];
        }

        foreach (var stream in wake)
        {
            stream.Wake();
        }

        return publication;
    }

    /// <summary>The gateway is gone: its streams end, and its proxies keep serving what they hold until they end too.</summary>
    public void Withdraw(string gateway)
    {
        ImmutableArray<ProxyStream> streams = [];
        lock (_gate)
        {
            if (_gateways.TryGetValue(gateway, out var entry))
            {
                entry.Withdrawn = true;
                _gateways.Remove(gateway);
                streams = [.. entry.Streams];
            }
        }

        foreach (var stream in streams)
        {
            stream.Wake();
        }
    }

    public Publication? Published(string gateway)
    {
        lock (_gate)
        {
            return _gateways.GetValueOrDefault(gateway)?.Publication;
        }
    }

    /// <summary>The proxies that follow a gateway now.</summary>
    public ImmutableArray<ProxyState> Proxies(string gateway)
    {
        lock (_gate)
        {
            return _gateways.TryGetValue(gateway, out var entry) ? [.. entry.Streams.Select(stream => stream.State)] : [];
        }
    }

    /// <summary>All proxies, for debug pages and metrics.</summary>
    public ImmutableArray<ProxyState> Proxies()
    {
        lock (_gate)
        {
            return [.. _gateways.Values.SelectMany(entry => entry.Streams).Select(stream => stream.State)];
        }
    }

    /// <summary>Joins a stream; null while this replica does not lead.</summary>
    internal ProxyStream? Join(string gateway, string proxy, string build)
    {
        ProxyStream stream;
        lock (_gate)
        {
            if (_term is not { } term)
            {
                return null;
            }

            var now = time.GetUtcNow();
            var entry = Entry(gateway);
            stream = new ProxyStream(
                entry,
                new ProxyState { Gateway = gateway, Proxy = proxy, Build = build, ConnectedAt = now, BehindSince = now },
                term.Token);
            entry.Streams.Add(stream);
        }

        Changed?.Invoke(gateway);
        return stream;
    }

    internal void Leave(ProxyStream stream)
    {
        lock (_gate)
        {
            stream.Gateway.Streams.Remove(stream);
        }

        Changed?.Invoke(stream.State.Gateway);
    }

    /// <summary>What to send next: the published snapshot, unless it is the one that was sent last.</summary>
    internal (EncodedSnapshot? Snapshot, Publication? Publication, bool Withdrawn) Next(ProxyStream stream, SnapshotVersion sent)
    {
        lock (_gate)
        {
            var entry = stream.Gateway;
            return entry.Publication is { } publication && publication.Version != sent
                ? (entry.Snapshot, publication, entry.Withdrawn)
                : (null, null, entry.Withdrawn);
        }
    }

    internal void Acknowledge(ProxyStream stream, Publication sent)
    {
        lock (_gate)
        {
            var current = stream.Gateway.Publication?.Version == sent.Version;
            stream.State = stream.State with
            {
                Applied = sent.Version,
                AppliedHash = sent.ContentHash,
                Error = "",
                BehindSince = current ? null : stream.State.BehindSince ?? time.GetUtcNow(),
            };
        }

        Changed?.Invoke(stream.State.Gateway);
    }

    internal void Refuse(ProxyStream stream, string error)
    {
        lock (_gate)
        {
            stream.State = stream.State with { Error = error, BehindSince = stream.State.BehindSince ?? time.GetUtcNow() };
        }

        Changed?.Invoke(stream.State.Gateway);
    }

    private PublishedGateway Entry(string gateway)
    {
        if (!_gateways.TryGetValue(gateway, out var entry))
        {
            _gateways[gateway] = entry = new PublishedGateway();
        }

        return entry;
    }

    internal sealed class PublishedGateway
    {
        public EncodedSnapshot? Snapshot { get; set; }

        public Publication? Publication { get; set; }

        public bool Withdrawn { get; set; }

        public HashSet<ProxyStream> Streams { get; } = [];
    }
}

using System.Collections.Immutable;
using Sluice.Routing.Model;

namespace Sluice.Routing.Matching;

/// <summary>A listener with the tables of the routes attached to it.</summary>
public sealed class CompiledListener
{
    private readonly HostMap<RouteTable> _tables;
    private readonly ImmutableDictionary<string, HostMap<RouteTable>> _consumerTables;
    private readonly HostMap<CompiledStreamRoute[]> _streams;

    internal CompiledListener(
        ListenerConfig config,
        HostMap<RouteTable> tables,
        ImmutableDictionary<string, HostMap<RouteTable>> consumerTables,
        HostMap<CompiledStreamRoute[]> streams)
    {
        Config = config;
        _tables = tables;
        _consumerTables = consumerTables;
        _streams = streams;
    }

    public ListenerConfig Config { get; }

    internal HostMap<RouteTable> Tables => _tables;

    internal ImmutableDictionary<string, HostMap<RouteTable>> ConsumerTables => _consumerTables;

    internal HostMap<CompiledStreamRoute[]> Streams => _streams;

    internal bool HasRoutes => !_tables.IsEmpty || !_consumerTables.IsEmpty || !_streams.IsEmpty;

    /// <summary>
    /// The best rule for a request. Hostnames come first: everything of the most specific matching hostname is tried before a less
    /// specific one. A client whose namespace has consumer routes here sees those instead of the producer's.
    /// </summary>
    public RouteMatch Match(in RequestHead head)
    {
        var tables = head.ClientNamespace is { } client && _consumerTables.TryGetValue(client, out var own) ? own : _tables;
        var lookup = tables.Find(head.Host);
        while (lookup.Next() is { } table)
        {
            if (table.Find(head) is { } candidate)
            {
                return new(candidate.Rule, candidate.Path);
            }
        }

        return default;
    }

    /// <summary>The route of a TLS connection by its SNI (lower case).</summary>
    public CompiledStreamRoute? MatchServerName(ReadOnlySpan<byte> serverName) => _streams.FindBest(serverName) is [var first, ..] ? first : null;

    /// <summary>The one route that serves a TCP or UDP listener.</summary>
    public CompiledStreamRoute? StreamRoute => _streams.Get("") is [var first, ..] ? first : null;

    internal CompiledListener With(ListenerConfig config) => new(config, _tables, _consumerTables, _streams);
}

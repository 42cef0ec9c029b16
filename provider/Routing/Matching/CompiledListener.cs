using System.Collections.Immutable;
using Sluice.Routing.Model;

namespace Sluice.Routing.Matching;

/// <summary>A listener with the tables of the routes attached to it.</summary>
public sealed class CompiledListener
{
    private static readonly PathMatch Everything = new(PathMatchKind.Prefix, "/");

    internal CompiledListener(ListenerConfig config) => Config = config;

    private CompiledListener(CompiledListener other)
    {
        Config = other.Config;
        Tables = other.Tables;
        ConsumerTables = other.ConsumerTables;
        Streams = other.Streams;
        ConsumerStreams = other.ConsumerStreams;
        Fallback = other.Fallback;
    }

    public ListenerConfig Config { get; private init; }

    internal HostMap<RouteTable> Tables { get; private init; } = HostMap<RouteTable>.Empty;

    internal ImmutableDictionary<string, HostMap<RouteTable>> ConsumerTables { get; private init; } = ImmutableDictionary<string, HostMap<RouteTable>>.Empty;

    internal HostMap<CompiledStreamRoute[]> Streams { get; private init; } = HostMap<CompiledStreamRoute[]>.Empty;

    internal ImmutableDictionary<string, HostMap<CompiledStreamRoute[]>> ConsumerStreams { get; private init; } =
        ImmutableDictionary<string, HostMap<CompiledStreamRoute[]>>.Empty;

    internal CompiledFallback? Fallback { get; private init; }

    internal bool HasRoutes => !Tables.IsEmpty || !ConsumerTables.IsEmpty || !Streams.IsEmpty || !ConsumerStreams.IsEmpty;

    /// <summary>
    /// The best rule for a request. Hostnames come first: everything of the most specific matching hostname is tried before a less
    /// specific one. A client whose namespace has consumer routes here sees those instead of the producer's. While no route applies to a
    /// client at all, its requests pass by the fallback, if the listener has one.
    /// </summary>
    public RouteMatch Match(in RequestHead head)
    {
        var tables = head.ClientNamespace is { } client && ConsumerTables.TryGetValue(client, out var own) ? own : Tables;
        if (tables.IsEmpty && Fallback is { } fallback)
        {
            return new(head.IsHttp2 ? fallback.Http2 : fallback.Http1, Everything);
        }

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
    public CompiledStreamRoute? MatchServerName(ReadOnlySpan<byte> serverName, string? clientNamespace = null) =>
        StreamsOf(clientNamespace).FindBest(serverName) is [var first, ..] ? first : null;

    /// <summary>The one route that serves a TCP or UDP listener, or the bytes of a mesh listener that are not HTTP; else its fallback.</summary>
    public CompiledStreamRoute? StreamRoute(string? clientNamespace = null) =>
        StreamsOf(clientNamespace).Get("") is [var first, ..] ? first : Fallback?.Stream;

    /// <summary>True where a route for the client chooses by SNI.</summary>
    public bool RoutesByServerName(string? clientNamespace) => StreamsOf(clientNamespace) is { IsEmpty: false } streams && streams.Get("") is null;

    internal CompiledListener With(ListenerConfig config, CompiledFallback? fallback) => new(this) { Config = config, Fallback = fallback };

    internal CompiledListener WithTables(string? client, HostMap<RouteTable> tables) => client is null
        ? new(this) { Tables = tables }
        : new(this) { ConsumerTables = Set(ConsumerTables, client, tables, tables.IsEmpty) };

    internal CompiledListener WithStreams(string? client, HostMap<CompiledStreamRoute[]> streams) => client is null
        ? new(this) { Streams = streams }
        : new(this) { ConsumerStreams = Set(ConsumerStreams, client, streams, streams.IsEmpty) };

    internal HostMap<RouteTable> TablesOf(string? client) => client is null ? Tables : ConsumerTables.GetValueOrDefault(client, HostMap<RouteTable>.Empty);

    /// <summary>The client's own, without looking at the producer's.</summary>
    internal HostMap<CompiledStreamRoute[]> OwnStreams(string? client) => client is null ? Streams : ConsumerStreams.GetValueOrDefault(client, HostMap<CompiledStreamRoute[]>.Empty);

    private HostMap<CompiledStreamRoute[]> StreamsOf(string? client) => client is not null && ConsumerStreams.TryGetValue(client, out var own) ? own : Streams;

    private static ImmutableDictionary<string, T> Set<T>(ImmutableDictionary<string, T> all, string client, T own, bool isEmpty) =>
        isEmpty ? all.Remove(client) : all.SetItem(client, own);
}

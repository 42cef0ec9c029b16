using System.Collections.Frozen;
using System.Collections.Immutable;
using Sluice.Routing.Model;

namespace Sluice.Routing.Matching;

/// <summary>
/// One compilation, in steps: (1) find changed units by reference, (2) take the old candidates of changed routes out of the tables,
/// (3) put the new ones in, (4) the same for stream routes, (5) group listeners by port. Unchanged listeners, tables and rules are shared.
/// </summary>
internal sealed class SnapshotCompiler
{
    private readonly RoutingSnapshot _next;
    private readonly CompiledSnapshot _previous;
    private readonly ulong _seed;
    private readonly EditToken _token = new();
    private readonly ImmutableDictionary<string, CompiledRoute>.Builder _routes;
    private readonly ImmutableDictionary<string, CompiledStreamRoute>.Builder _streamRoutes;
    private readonly ImmutableDictionary<string, CompiledListener>.Builder _listeners;
    private readonly ImmutableDictionary<string, BackendSlot>.Builder _slots;

    public SnapshotCompiler(RoutingSnapshot next, CompiledSnapshot previous, ulong seed)
    {
        _next = next;
        _previous = previous;
        _seed = seed;
        _routes = previous.State.Routes.ToBuilder();
        _streamRoutes = previous.State.StreamRoutes.ToBuilder();
        _listeners = previous.State.Listeners.ToBuilder();
        _slots = previous.State.Slots.ToBuilder();
    }

    public CompiledSnapshot Compile()
    {
        // Step 1: slots first, for routes refer to them. Slots that nothing names any more are dropped with their state.
        foreach (var (name, config) in _next.Backends)
        {
            if (!_slots.ContainsKey(name))
            {
                _slots[name] = new BackendSlot(config);
            }
        }

        // Steps 2 and 3.
        foreach (var (name, old) in Gone(_previous.Config.HttpRoutes, _next.HttpRoutes))
        {
            Edit(_previous.State.Routes[name], old, add: false);
            _routes.Remove(name);
        }

        foreach (var (name, config) in Gone(_next.HttpRoutes, _previous.Config.HttpRoutes))
        {
            var compiled = Compile(config);
            Edit(compiled, config, add: true);
            _routes[name] = compiled;
        }

        // Step 4.
        foreach (var (name, old) in Gone(_previous.Config.StreamRoutes, _next.StreamRoutes))
        {
            Edit(_previous.State.StreamRoutes[name], old, add: false);
            _streamRoutes.Remove(name);
        }

        foreach (var (name, config) in Gone(_next.StreamRoutes, _previous.Config.StreamRoutes))
        {
            var compiled = new CompiledStreamRoute(config, Slot, _seed);
            Edit(compiled, config, add: true);
            _streamRoutes[name] = compiled;
        }

        // Step 5: routes may have been attached to listeners that come or go in this very change, so listeners are settled last.
        foreach (var name in _previous.State.Listeners.Keys.Where(name => !_next.Listeners.ContainsKey(name)))
        {
            if (_listeners.TryGetValue(name, out var left) && !left.HasRoutes)
            {
                _listeners.Remove(name);
            }
        }

        foreach (var (name, config) in _next.Listeners)
        {
            var listener = Listener(name);
            _listeners[name] = ReferenceEquals(listener.Config, config) ? listener : listener.With(config, CompiledFallback.Compile(config, Slot, _seed));
        }

        var state = new CompiledState
        {
            Routes = _routes.ToImmutable(),
            StreamRoutes = _streamRoutes.ToImmutable(),
            Listeners = _listeners.ToImmutable(),
            Slots = Slots(),
        };
        return new CompiledSnapshot(_next, state, Ports(state));
    }

    /// <summary>Entries of <paramref name="from"/> that <paramref name="to"/> does not hold as the very same object.</summary>
    private static IEnumerable<KeyValuePair<string, T>> Gone<T>(ImmutableDictionary<string, T> from, ImmutableDictionary<string, T> to)
        where T : class =>
        ReferenceEquals(from, to) ? [] : from.Where(entry => !to.TryGetValue(entry.Key, out var other) || !ReferenceEquals(entry.Value, other));

    private CompiledRoute Compile(HttpRouteConfig config)
    {
        var candidates = ImmutableArray.CreateBuilder<Candidate>();
        foreach (var rule in config.Rules)
        {
            var compiled = new CompiledRule(config, rule, Slot, _seed);
            for (var i = 0; i < rule.Matches.Length; i++)
            {
                candidates.Add(new Candidate(rule.Matches[i].Path, RequestConditions.Compile(rule.Matches[i]), compiled, i));
            }
        }

        return new CompiledRoute(config, candidates.ToImmutable());
    }

    private void Edit(CompiledRoute route, HttpRouteConfig config, bool add)
    {
        foreach (var attachment in config.Attachments)
        {
            var listener = Listener(attachment.Listener);
            var tables = listener.TablesOf(attachment.ClientNamespace);
            foreach (var hostname in attachment.Hostnames)
            {
                var table = tables.Get(hostname) ?? RouteTable.Empty;
                foreach (var candidate in route.Candidates)
                {
                    table = add ? table.With(candidate, _token) : table.Without(candidate, _token);
                }

                tables = tables.With(hostname, table.IsEmpty ? null : table, _token);
            }

            _listeners[attachment.Listener] = listener.WithTables(attachment.ClientNamespace, tables);
        }
    }

    private void Edit(CompiledStreamRoute route, StreamRouteConfig config, bool add)
    {
        foreach (var attachment in config.Attachments)
        {
            var listener = Listener(attachment.Listener);
            var streams = listener.OwnStreams(attachment.ClientNamespace);
            foreach (var hostname in attachment.Hostnames)
            {
                var routes = (streams.Get(hostname) ?? []).Where(other => other.Config.Name != config.Name).ToList();
                if (add)
                {
                    routes.Add(route);
                    routes.Sort(CompiledStreamRoute.Compare);
                }

                streams = streams.With(hostname, routes.Count == 0 ? null : [.. routes], _token);
            }

            _listeners[attachment.Listener] = listener.WithStreams(attachment.ClientNamespace, streams);
        }
    }

    private CompiledListener Listener(string name)
    {
        if (_listeners.TryGetValue(name, out var listener))
        {
            return listener;
        }

        // A route may name a listener whose unit has not arrived yet; its tables wait under the name and serve once it has.
        var config = _next.Listeners.GetValueOrDefault(name)
            ?? new ListenerConfig { Name = name, Source = name, Port = 0, Protocol = ListenerProtocol.Http };
        return new CompiledListener(config).With(config, CompiledFallback.Compile(config, Slot, _seed));
    }

    private BackendSlot Slot(string name)
    {
        if (!_slots.TryGetValue(name, out var slot))
        {
            slot = new BackendSlot(BackendSlot.Missing(name));
            _slots[name] = slot;
        }

        return slot;
    }

    /// <summary>Drops slots without a unit, unless a compiled route still refers to them.</summary>
    private ImmutableDictionary<string, BackendSlot> Slots()
    {
        var orphans = _slots.Keys.Where(name => !_next.Backends.ContainsKey(name)).ToHashSet();
        if (orphans.Count == 0)
        {
            return _slots.ToImmutable();
        }

        foreach (var rule in _routes.Values.SelectMany(route => route.Config.Rules))
        {
            orphans.ExceptWith(rule.Backends.Select(backend => backend.Backend));
            orphans.ExceptWith(rule.Filters.Concat(rule.Backends.SelectMany(backend => backend.Filters)).OfType<RequestMirror>().Select(mirror => mirror.Backend));
        }

        foreach (var route in _streamRoutes.Values)
        {
            orphans.ExceptWith(route.Config.Backends.Select(backend => backend.Backend));
        }

        foreach (var fallback in _listeners.Values.Select(listener => listener.Config.Fallback).OfType<ListenerFallback>())
        {
            orphans.ExceptWith(new[] { fallback.Http1, fallback.Http2, fallback.Stream }.OfType<string>());
        }

        _slots.RemoveRange(orphans);
        return _slots.ToImmutable();
    }

    private FrozenDictionary<(int Port, bool IsUdp), CompiledPort> Ports(CompiledState state)
    {
        var ports = new Dictionary<(int, bool), CompiledPort>();
        var served = _next.Listeners.Values.Select(config => state.Listeners[config.Name]);
        foreach (var group in served.GroupBy(listener => (listener.Config.BindPort ?? listener.Config.Port, listener.Config.Protocol == ListenerProtocol.Udp)))
        {
            ImmutableArray<CompiledListener> listeners = [.. group.OrderBy(listener => listener.Config.Name, StringComparer.Ordinal)];
            var clearText = HostMap<CompiledListener>.Empty;
            var tls = HostMap<CompiledListener>.Empty;
            foreach (var listener in listeners)
            {
                switch (listener.Config.Protocol)
                {
                    case ListenerProtocol.Http or ListenerProtocol.Mesh:
                        clearText = clearText.With(listener.Config.Hostname, listener, _token);
                        break;
                    case ListenerProtocol.Https or ListenerProtocol.Tls:
                        tls = tls.With(listener.Config.Hostname, listener, _token);
                        break;
                }
            }

            ports[group.Key] = new CompiledPort(group.Key.Item1, group.Key.Item2, listeners, clearText, tls);
        }

        return ports.ToFrozenDictionary();
    }
}

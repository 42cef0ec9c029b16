using System.Collections.Frozen;
using Sluice.Routing.Model;

namespace Sluice.Routing.Matching;

/// <summary>
/// A snapshot ready to serve. Immutable but for the backend slots, which <see cref="Publish"/> brings up to date: call it once, right
/// before the reference to this snapshot is made current. Compiling costs in proportion to what changed since the previous snapshot.
/// </summary>
public sealed class CompiledSnapshot
{
    public static readonly CompiledSnapshot Empty = new(RoutingSnapshot.Empty, new CompiledState(), FrozenDictionary<(int, bool), CompiledPort>.Empty);

    private readonly FrozenDictionary<(int Port, bool IsUdp), CompiledPort> _ports;

    internal CompiledSnapshot(RoutingSnapshot config, CompiledState state, FrozenDictionary<(int Port, bool IsUdp), CompiledPort> ports)
    {
        Config = config;
        State = state;
        _ports = ports;
    }

    public RoutingSnapshot Config { get; }

    public IEnumerable<CompiledPort> Ports => _ports.Values;

    internal CompiledState State { get; }

    public CompiledPort? Port(int port, bool isUdp = false) => _ports.GetValueOrDefault((port, isUdp));

    /// <summary>The slot of a backend by name; null where no route and no unit names it.</summary>
    public BackendSlot? Backend(string name) => State.Slots.GetValueOrDefault(name);

    /// <summary>Compiles <paramref name="next"/>, sharing with <paramref name="previous"/> all that did not change.</summary>
    /// <param name="next">The snapshot to serve.</param>
    /// <param name="previous">What serves now, or <see cref="Empty"/>.</param>
    /// <param name="seed">Start of the weighted sequences of rules compiled now.</param>
    public static CompiledSnapshot Compile(RoutingSnapshot next, CompiledSnapshot previous, ulong seed = 0) =>
        new SnapshotCompiler(next, previous, seed).Compile();

    /// <summary>Makes this snapshot's endpoints and policies those of the shared backend slots.</summary>
    public void Publish()
    {
        foreach (var (name, slot) in State.Slots)
        {
            if (!Config.Backends.TryGetValue(name, out var config))
            {
                config = slot.Current.Failure is not null && slot.Current.Endpoints.IsEmpty ? slot.Current : BackendSlot.Missing(name);
            }

            if (!ReferenceEquals(slot.Current, config))
            {
                slot.Publish(config);
            }
        }
    }
}

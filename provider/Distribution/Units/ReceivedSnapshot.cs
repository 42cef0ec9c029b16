using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sluice.Distribution.Protocol;
using Sluice.Routing.Model;

namespace Sluice.Distribution.Units;

/// <summary>
/// What a proxy has been sent so far: the decoded units and the hashes by which both sides check that they mean the same. Not
/// thread-safe; its owner is the loop that reads the stream.
/// </summary>
internal sealed class ReceivedSnapshot
{
    private readonly ReceivedSet<ListenerConfig> _listeners = new(UnitKind.Listener, RoutingJson.Wire.ListenerConfig);
    private readonly ReceivedSet<HttpRouteConfig> _httpRoutes = new(UnitKind.HttpRoute, RoutingJson.Wire.HttpRouteConfig);
    private readonly ReceivedSet<StreamRouteConfig> _streamRoutes = new(UnitKind.StreamRoute, RoutingJson.Wire.StreamRouteConfig);
    private readonly ReceivedSet<BackendConfig> _backends = new(UnitKind.Backend, RoutingJson.Wire.BackendConfig);
    private readonly ReceivedSet<CertificateConfig> _certificates = new(UnitKind.Certificate, RoutingJson.Wire.CertificateConfig);
    private readonly ReceivedSet<ClientGroupConfig> _clientGroups = new(UnitKind.ClientGroup, RoutingJson.Wire.ClientGroupConfig);
    private readonly ImmutableArray<ReceivedSet> _sets;

    public ReceivedSnapshot() => _sets = [_listeners, _httpRoutes, _streamRoutes, _backends, _certificates, _clientGroups];

    public string ContentHash => EncodedSnapshot.HashOf(_sets.Select(set => set.Hash));

    /// <summary>Units that could not be read, with the reason; empty when <see cref="ToSnapshot"/> is the whole truth.</summary>
    public ImmutableArray<string> Problems => [.. _sets.SelectMany(set => set.Problems)];

    /// <summary>Starts from a snapshot that was held before.</summary>
    public void Load(RoutingSnapshot snapshot)
    {
        var encoded = EncodedSnapshot.Of(snapshot, EncodedSnapshot.Empty);
        for (var i = 0; i < _sets.Length; i++)
        {
            _sets[i].Clear();
            foreach (var unit in encoded.Sets[i].Units.Values)
            {
                _sets[i].Upsert(unit.Name, unit.Content.Span);
            }
        }
    }

    public void Apply(SetChange change)
    {
        // A kind that this release does not know is a feature it does not have.
        if (_sets.FirstOrDefault(candidate => candidate.Kind == change.Kind) is not { } set)
        {
            return;
        }

        if (change.Replace)
        {
            set.Clear();
        }

        foreach (var unit in change.Upserts)
        {
            set.Upsert(unit.Name, unit.Content.Span);
        }

        foreach (var name in change.Removals)
        {
            set.Remove(name);
        }
    }

    public IEnumerable<SetState> States() => _sets.Select(set => set.State());

    /// <summary>Whether what control says we hold is what we hold; kinds we do not know are not compared.</summary>
    public bool Agrees(IEnumerable<SetState> states) =>
        states.All(state => _sets.FirstOrDefault(set => set.Kind == state.Kind) is not { } set
            || (set.Hash == EncodedSet.FromBytes(state.Hash) && set.Count == state.Count));

    public RoutingSnapshot ToSnapshot() => new()
    {
        Listeners = _listeners.Units,
        HttpRoutes = _httpRoutes.Units,
        StreamRoutes = _streamRoutes.Units,
        Backends = _backends.Units,
        Certificates = _certificates.Units,
        ClientGroups = _clientGroups.Units,
    };

    private abstract class ReceivedSet(UnitKind kind)
    {
        private readonly Dictionary<string, UInt128> _hashes = new(StringComparer.Ordinal);
        private readonly SortedDictionary<string, string> _problems = new(StringComparer.Ordinal);

        public UnitKind Kind => kind;

        public UInt128 Hash { get; private set; }

        public int Count => _hashes.Count;

        public IEnumerable<string> Problems => _problems.Select(problem => $"{kind} {problem.Key}: {problem.Value}");

        public SetState State() => new() { Kind = kind, Hash = EncodedSet.ToBytes(Hash), Count = Count };

        public void Clear()
        {
            _hashes.Clear();
            _problems.Clear();
            Hash = UInt128.Zero;
            ClearUnits();
        }

        public void Upsert(string name, ReadOnlySpan<byte> content)
        {
            Remove(name);
            var hash = EncodedUnit.HashOf(name, content);
            _hashes[name] = hash;
            unchecked
            {
                Hash += hash;
            }

            if (Decode(name, content) is { } problem)
            {
                _problems[name] = problem;
            }
        }

        public void Remove(string name)
        {
            if (_hashes.Remove(name, out var hash))
            {
                unchecked
                {
                    Hash -= hash;
                }

                _problems.Remove(name);
                RemoveUnit(name);
            }
        }

        protected abstract string? Decode(string name, ReadOnlySpan<byte> content);

        protected abstract void RemoveUnit(string name);

        protected abstract void ClearUnits();
    }

    private sealed class ReceivedSet<T>(UnitKind kind, JsonTypeInfo<T> type) : ReceivedSet(kind)
        where T : class
    {
        private readonly ImmutableDictionary<string, T>.Builder _units = ImmutableDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);

        // ToImmutable of an unchanged builder returns the same map, which lets the proxy see which kinds an update left alone.
        public ImmutableDictionary<string, T> Units => _units.ToImmutable();

        protected override string? Decode(string name, ReadOnlySpan<byte> content)
        {
            try
            {
                if (JsonSerializer.Deserialize(content, type) is not { } unit)
                {
                    return "The unit is null.";
                }

                _units[name] = unit;
                return null;
            }
            catch (JsonException problem)
            {
                return problem.Message;
            }
        }

        protected override void RemoveUnit(string name) => _units.Remove(name);

        protected override void ClearUnits() => _units.Clear();
    }
}

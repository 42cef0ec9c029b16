using System.Collections.Immutable;
using Sluice.Routing.Model;
using Sluice.Translation.Gateways;
using Sluice.Translation.Indexing;
using Sluice.Translation.Routes;

namespace Sluice.Translation;

/// <summary>
/// Compiled parts of the last translation, found again by the instances they were compiled from. A part that is not used in one
/// translation is forgotten. Not thread-safe: the loop that translates owns it.
/// </summary>
public sealed class TranslationMemo
{
    private readonly Dictionary<PartKey, MemoEntry> _entries = [];
    private readonly bool[] _changed = new bool[Enum.GetValues<DependencyKind>().Length];
    private long _run;

    internal ClusterIndex? Index { get; private set; }

    internal ImmutableDictionary<ObjectKey, GatewayState> Gateways { get; set; } = ImmutableDictionary<ObjectKey, GatewayState>.Empty;

    internal Mesh.MeshGraph Mesh { get; set; } = Translation.Mesh.MeshGraph.Off;

    internal RouteCells Routes { get; private set; } = RouteCells.Empty;

    internal ImmutableDictionary<ObjectKey, RoutingSnapshot> Snapshots { get; set; } = ImmutableDictionary<ObjectKey, RoutingSnapshot>.Empty;

    internal ImmutableDictionary<RouteKey, PlannedRoute> RouteStatuses { get; set; } = ImmutableDictionary<RouteKey, PlannedRoute>.Empty;

    /// <summary>Number of parts that the last translation had to compile.</summary>
    public int Compiled { get; private set; }

    internal ClusterIndex Begin(ClusterView view)
    {
        _run++;
        Compiled = 0;
        var last = Index;
        Index = new ClusterIndex(view, last);
        foreach (var kind in Enum.GetValues<DependencyKind>())
        {
            _changed[(int)kind] = last is null || !ReferenceEquals(Index.Map(kind), last.Map(kind));
        }

        Routes = Routes.Next(view);
        return Index;
    }

    /// <summary>The part as compiled last time, if it was made from the same root and every lookup still finds the same; else compiled now.</summary>
    /// <param name="part">What it is.</param>
    /// <param name="owner">Of which object.</param>
    /// <param name="name">Of which part of the object.</param>
    /// <param name="root">What it is compiled from.</param>
    /// <param name="compile">Makes it.</param>
    /// <param name="same">True where a new value says the same as the old one, which then stays.</param>
    internal T Get<T>(string part, ObjectKey owner, string name, object root, Func<Lookup, T> compile, Func<T, T, bool>? same = null)
        where T : class
    {
        var key = new PartKey(part, owner, name);
        if (_entries.TryGetValue(key, out var entry) && ReferenceEquals(entry.Root, root) && (entry.Run == _run || IsCurrent(entry)))
        {
            entry.Run = _run;
            return (T)entry.Value;
        }

        return Make(key, root, compile, same, entry);
    }

    /// <summary>
    /// The same for a part of which the caller keeps the place it lies in: found again without a look at the map, which is what counts
    /// where there are thousands.
    /// </summary>
    internal T Get<T>(ref MemoPlace place, string part, ObjectKey owner, string name, object root, Func<Lookup, T> compile)
        where T : class
    {
        if (place.Memo == this && place.Entry is { } known && ReferenceEquals(known.Root, root) && known.Run >= _run - 1 && (known.Run == _run || IsCurrent(known)))
        {
            known.Run = _run;
            return (T)known.Value;
        }

        var value = Get(part, owner, name, root, compile);
        place = new MemoPlace(this, _entries[new PartKey(part, owner, name)]);
        return value;
    }

    private T Make<T>(PartKey key, object root, Func<Lookup, T> compile, Func<T, T, bool>? same, MemoEntry? entry)
        where T : class
    {
        var lookup = new Lookup(Index!);
        var value = compile(lookup);
        Compiled++;
        if (same is not null && entry?.Value is T before && same(before, value))
        {
            value = before;
        }

        _entries[key] = new MemoEntry { Root = root, Dependencies = lookup.Dependencies(), Value = value, Run = _run };
        return value;
    }

    /// <summary>The last snapshot of a Gateway; an empty one if there was none.</summary>
    internal RoutingSnapshot Last(ObjectKey gateway) => Snapshots.GetValueOrDefault(gateway, RoutingSnapshot.Empty);

    /// <summary>A unit equal to the one in the last snapshot becomes that instance.</summary>
    internal T Keep<T>(ObjectKey gateway, string name, T unit, Func<RoutingSnapshot, ImmutableDictionary<string, T>> map, Func<T, T, bool> same)
        where T : class =>
        Snapshots.TryGetValue(gateway, out var last) && map(last).TryGetValue(name, out var before) && same(before, unit) ? before : unit;

    internal void End()
    {
        foreach (var (key, _) in _entries.Where(pair => pair.Value.Run != _run))
        {
            _entries.Remove(key);
        }
    }

    private bool IsCurrent(MemoEntry entry)
    {
        // An entry of the last run was compared with the last view, so only what changed since has to be looked at.
        var isRecent = entry.Run == _run - 1;
        foreach (var dependency in entry.Dependencies)
        {
            if ((!isRecent || _changed[(int)dependency.Kind]) && !ReferenceEquals(Index!.Current(dependency.Kind, dependency.Key), dependency.Found))
            {
                return false;
            }
        }

        return true;
    }

    private readonly record struct PartKey(string Part, ObjectKey Owner, string Name);
}

/// <summary>Where a part lies in its memo.</summary>
internal readonly record struct MemoPlace(TranslationMemo? Memo, MemoEntry? Entry);

/// <summary>A part, what it was compiled from, and the translation that used it last.</summary>
internal sealed class MemoEntry
{
    public required object Root { get; init; }

    public required ImmutableArray<Dependency> Dependencies { get; init; }

    public required object Value { get; init; }

    public required long Run { get; set; }
}

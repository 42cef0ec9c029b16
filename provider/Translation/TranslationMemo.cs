using System.Collections.Immutable;
using Sluice.Routing.Model;
using Sluice.Translation.Indexing;

namespace Sluice.Translation;

/// <summary>
/// Compiled parts of the last translation, found again by the instances they were compiled from. A part that is not used in one
/// translation is forgotten. Not thread-safe: the loop that translates owns it.
/// </summary>
public sealed class TranslationMemo
{
    private readonly Dictionary<(string Part, string Name), Entry> _entries = [];
    private long _run;

    internal ClusterIndex? Index { get; private set; }

    internal ImmutableDictionary<ObjectKey, RoutingSnapshot> Snapshots { get; set; } = ImmutableDictionary<ObjectKey, RoutingSnapshot>.Empty;

    /// <summary>Number of parts that the last translation had to compile.</summary>
    public int Compiled { get; private set; }

    internal ClusterIndex Begin(ClusterView view)
    {
        _run++;
        Compiled = 0;
        Index = new ClusterIndex(view, Index);
        return Index;
    }

    /// <summary>The part as compiled last time, if it was made from the same root and every lookup still finds the same; else compiled now.</summary>
    internal T Get<T>(string part, string name, object root, Func<Lookup, T> compile)
        where T : class
    {
        if (_entries.TryGetValue((part, name), out var entry) && ReferenceEquals(entry.Root, root) && (entry.Run == _run || IsCurrent(entry)))
        {
            entry.Run = _run;
            return (T)entry.Value;
        }

        var lookup = new Lookup(Index!);
        var value = compile(lookup);
        Compiled++;
        _entries[(part, name)] = new Entry { Root = root, Dependencies = lookup.Dependencies(), Value = value, Run = _run };
        return value;
    }

    /// <summary>A value equal to that of the last translation becomes the same instance.</summary>
    internal T Intern<T>(string part, string name, T value, Func<T, T, bool> same)
        where T : class
    {
        if (_entries.TryGetValue((part, name), out var entry) && entry.Value is T before && same(before, value))
        {
            entry.Run = _run;
            return before;
        }

        _entries[(part, name)] = new Entry { Root = value, Dependencies = [], Value = value, Run = _run };
        return value;
    }

    internal void End()
    {
        foreach (var key in _entries.Where(pair => pair.Value.Run != _run).Select(pair => pair.Key).ToList())
        {
            _entries.Remove(key);
        }
    }

    private bool IsCurrent(Entry entry)
    {
        foreach (var dependency in entry.Dependencies)
        {
            if (!ReferenceEquals(Index!.Current(dependency.Kind, dependency.Key), dependency.Found))
            {
                return false;
            }
        }

        return true;
    }

    private sealed class Entry
    {
        public required object Root { get; init; }

        public required ImmutableArray<Dependency> Dependencies { get; init; }

        public required object Value { get; init; }

        public required long Run { get; set; }
    }
}

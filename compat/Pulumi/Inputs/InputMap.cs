using System.Collections;
using System.Collections.Immutable;

namespace Pulumi;

/// <summary>A map whose values, or the whole of which, may be outputs.</summary>
public sealed class InputMap<TValue> : Input<ImmutableDictionary<string, TValue>>, IEnumerable, IAsyncEnumerable<Input<KeyValuePair<string, TValue>>>
{
    private Output<ImmutableDictionary<string, Input<TValue>>> _entries;
    private Output<ImmutableDictionary<string, TValue>>? _current;

    public InputMap()
        : this(Output.Create(ImmutableDictionary<string, Input<TValue>>.Empty))
    {
    }

    internal InputMap(Output<ImmutableDictionary<string, Input<TValue>>> entries)
        : base(null)
    {
        _entries = entries;
    }

    public Input<TValue> this[string key]
    {
        set => Add(key, value);
    }

    internal override Output<ImmutableDictionary<string, TValue>> Current => _current ??= _entries.Apply(Combine);

    private protected override object? Content => _entries;

    public void Add(string key, Input<TValue> value)
        => Change(_entries.Apply(entries => entries.TryGetValue(key, out var existing)
            ? entries.SetItem(key, Same(key, existing, value))
            : entries.Add(key, value)));

    public void Add(InputMap<TValue> values) => AddRange(values);

    public void AddRange(InputMap<TValue> values)
        => Change(Output.Tuple(_entries, values._entries).Apply(pair => pair.Item1.AddRange(pair.Item2)));

    public async IAsyncEnumerator<Input<KeyValuePair<string, TValue>>> GetAsyncEnumerator(CancellationToken cancellationToken)
    {
        var data = await _entries.DataTask.ConfigureAwait(false);
        foreach (var (key, value) in data.Value ?? ImmutableDictionary<string, Input<TValue>>.Empty)
        {
            yield return value.ToOutput().Apply(item => KeyValuePair.Create(key, item));
        }
    }

    IEnumerator IEnumerable.GetEnumerator()
        => throw new NotSupportedException($"A {GetType().FullName} cannot be synchronously enumerated. Use {nameof(GetAsyncEnumerator)} instead.");

    /// <summary>Both maps in one; the second wins.</summary>
    public static InputMap<TValue> Merge(InputMap<TValue> first, InputMap<TValue> second)
        => new(Output.Tuple(first._entries, second._entries).Apply(pair => pair.Item1.SetItems(pair.Item2)));

    public static implicit operator InputMap<TValue>(Dictionary<string, TValue> values) => new(Output.Create(Wrap(values)));

    public static implicit operator InputMap<TValue>(ImmutableDictionary<string, TValue> values) => new(Output.Create(Wrap(values)));

    public static implicit operator InputMap<TValue>(Output<Dictionary<string, TValue>> values) => new(values.Apply(Wrap));

    public static implicit operator InputMap<TValue>(Output<IDictionary<string, TValue>> values) => new(values.Apply(Wrap));

    public static implicit operator InputMap<TValue>(Output<ImmutableDictionary<string, TValue>> values) => new(values.Apply(Wrap));

    // A map that a resource left out arrives as null and stays so: it is not the same as an empty one.
    private static ImmutableDictionary<string, Input<TValue>> Wrap(IEnumerable<KeyValuePair<string, TValue>> values)
        => values?.ToImmutableDictionary(entry => entry.Key, entry => (Input<TValue>)entry.Value)!;

    // The two values are compared when they are known; until then nobody can tell whether the key clashes.
    private static Input<TValue> Same(string key, Input<TValue> existing, Input<TValue> added)
        => Output.Tuple(existing, added).Apply(pair => EqualityComparer<TValue>.Default.Equals(pair.Item1, pair.Item2)
            ? pair.Item1
            : throw new ArgumentException($"Key '{key}' already exists in the map with a different value."));

    private static Output<ImmutableDictionary<string, TValue>> Combine(ImmutableDictionary<string, Input<TValue>> entries)
    {
        if (entries is null)
        {
            return Output.Create((ImmutableDictionary<string, TValue>)null!);
        }

        var keys = entries.Keys.ToArray();
        return Output.All(keys.Select(key => entries[key]))
            .Apply(values => keys.Zip(values, KeyValuePair.Create).ToImmutableDictionary());
    }

    private void Change(Output<ImmutableDictionary<string, Input<TValue>>> entries)
    {
        _entries = entries;
        _current = null;
    }
}

/// <summary>Adds one of a union's alternatives to a map of unions.</summary>
public static class InputMapExtensions
{
    public static void Add<T0, T1>(this InputMap<Union<T0, T1>> map, string key, Input<T0> value)
        => map.Add(key, value.ToOutput().Apply(item => (Union<T0, T1>)item));

    public static void Add<T0, T1>(this InputMap<Union<T0, T1>> map, string key, Input<T1> value)
        => map.Add(key, value.ToOutput().Apply(item => (Union<T0, T1>)item));
}

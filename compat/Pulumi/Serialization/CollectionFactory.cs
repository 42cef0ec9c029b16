using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Pulumi.Serialization;

/// <summary>Makes immutable collections whose element type is only known at run time.</summary>
internal abstract class CollectionFactory
{
    private static readonly ConcurrentDictionary<Type, CollectionFactory> Factories = new();

    public static CollectionFactory For(Type element)
        => Factories.GetOrAdd(element, type => (CollectionFactory)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(type))!);

    /// <summary>True for an ImmutableArray that was never given one: asking it for its length throws.</summary>
    public static bool IsDefaultArray(object collection)
    {
        var type = collection.GetType();
        return type.IsGenericType
            && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
            && (bool)type.GetProperty(nameof(ImmutableArray<int>.IsDefault))!.GetValue(collection)!;
    }

    public abstract object Array(IReadOnlyList<object?> items);

    public abstract object Map(IEnumerable<KeyValuePair<string, object?>> entries);

    public abstract object List(IReadOnlyList<object?> items);

    public abstract object MutableMap(IEnumerable<KeyValuePair<string, object?>> entries);

    private sealed class Typed<T> : CollectionFactory
    {
        public override object Array(IReadOnlyList<object?> items) => items.Select(item => (T)item!).ToImmutableArray();

        public override object Map(IEnumerable<KeyValuePair<string, object?>> entries)
            => entries.ToImmutableDictionary(entry => entry.Key, entry => (T)entry.Value!);

        public override object List(IReadOnlyList<object?> items) => items.Select(item => (T)item!).ToList();

        public override object MutableMap(IEnumerable<KeyValuePair<string, object?>> entries)
            => entries.ToDictionary(entry => entry.Key, entry => (T)entry.Value!);
    }
}

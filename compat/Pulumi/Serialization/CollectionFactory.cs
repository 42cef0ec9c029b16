using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Pulumi.Serialization;

/// <summary>Makes immutable collections whose element type is only known at run time.</summary>
internal abstract class CollectionFactory
{
    private static readonly ConcurrentDictionary<Type, CollectionFactory> Factories = new();

    public static CollectionFactory For(Type element)
        => Factories.GetOrAdd(element, type => (CollectionFactory)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(type))!);

    public abstract object Array(IReadOnlyList<object?> items);

    public abstract object Map(IEnumerable<KeyValuePair<string, object?>> entries);

    private sealed class Typed<T> : CollectionFactory
    {
        public override object Array(IReadOnlyList<object?> items) => items.Select(item => (T)item!).ToImmutableArray();

        public override object Map(IEnumerable<KeyValuePair<string, object?>> entries)
            => entries.ToImmutableDictionary(entry => entry.Key, entry => (T)entry.Value!);
    }
}

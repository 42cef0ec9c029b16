using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.Translation;

namespace Sluice.Control.Cache;

/// <summary>What is known of one kind: an immutable map, replaced at every event. One writer, any number of readers.</summary>
internal sealed class ObjectStore<T>
    where T : KubernetesObject
{
    private ImmutableDictionary<ObjectKey, T> _objects = ImmutableDictionary<ObjectKey, T>.Empty;

    public ImmutableDictionary<ObjectKey, T> Objects => Volatile.Read(ref _objects);

    /// <returns>What changed.</returns>
    public CacheChange Upsert(T incoming)
    {
        var key = KeyOf(incoming);
        var known = _objects.GetValueOrDefault(key);
        if (known?.Metadata?.ResourceVersion is { } version && version == incoming.Metadata?.ResourceVersion)
        {
            return CacheChange.None;
        }

        Volatile.Write(ref _objects, _objects.SetItem(key, incoming));
        return known is null ? CacheChange.Inputs : Difference(known, incoming);
    }

    public CacheChange Remove(ObjectKey key)
    {
        if (!_objects.ContainsKey(key))
        {
            return CacheChange.None;
        }

        Volatile.Write(ref _objects, _objects.Remove(key));
        return CacheChange.Inputs;
    }

    /// <summary>Makes the store hold exactly what a list said: objects missing from it were deleted while nobody watched.</summary>
    public CacheChange Replace(IReadOnlyCollection<T> listed)
    {
        var change = CacheChange.None;
        var seen = new HashSet<ObjectKey>();
        foreach (var item in listed)
        {
            seen.Add(KeyOf(item));
            change |= Upsert(item);
        }

        foreach (var key in _objects.Keys.Where(key => !seen.Contains(key)).ToList())
        {
            change |= Remove(key);
        }

        return change;
    }

    public static ObjectKey KeyOf(T item) => new(item.Metadata?.Namespace ?? "", item.Metadata?.Name ?? "");

    /// <summary>
    /// An object whose generation counts its wanted state tells by it that only its status moved, most often because we wrote it;
    /// such an event must not cause a translation, or every write would cause another round.
    /// </summary>
    private static CacheChange Difference(T known, T incoming)
    {
        var (before, after) = (known.Metadata!, incoming.Metadata!);
        var sameWish = after.Generation is { } generation && generation == before.Generation
            && before.Uid == after.Uid
            && before.DeletionTimestamp == after.DeletionTimestamp
            && SameMap(before.Labels, after.Labels)
            && SameMap(before.Annotations, after.Annotations);
        return sameWish ? CacheChange.Status : CacheChange.Inputs;
    }

    private static bool SameMap(IDictionary<string, string>? left, IDictionary<string, string>? right)
    {
        if ((left?.Count ?? 0) != (right?.Count ?? 0))
        {
            return false;
        }

        return left is null || right is null || left.All(pair => right.TryGetValue(pair.Key, out var value) && value == pair.Value);
    }
}

/// <summary>What an event means for the rebuild loop.</summary>
[Flags]
internal enum CacheChange
{
    None = 0,

    /// <summary>Only status moved.</summary>
    Status = 1,

    /// <summary>Something that translation looks at may have changed.</summary>
    Inputs = 2,
}

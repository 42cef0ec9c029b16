using System.Collections.Immutable;

namespace Sluice.Translation;

/// <summary>Immutable maps that share with their predecessor what did not change.</summary>
internal static class Maps
{
    /// <summary>A map with the content of <paramref name="next"/>; <paramref name="last"/> itself where that is the same instances.</summary>
    public static ImmutableDictionary<TKey, TValue> Change<TKey, TValue>(ImmutableDictionary<TKey, TValue> last, Dictionary<TKey, TValue> next)
        where TKey : notnull
        where TValue : class
    {
        if (last.IsEmpty)
        {
            return next.Count == 0 ? last : next.ToImmutableDictionary();
        }

        // Walking the old map is much cheaper than looking every key up in it.
        var builder = last.ToBuilder();
        var found = 0;
        foreach (var (key, before) in last)
        {
            if (!next.TryGetValue(key, out var after))
            {
                builder.Remove(key);
                continue;
            }

            found++;
            if (!ReferenceEquals(before, after))
            {
                builder[key] = after;
            }
        }

        if (found < next.Count)
        {
            foreach (var (key, value) in next)
            {
                if (!last.ContainsKey(key))
                {
                    builder[key] = value;
                }
            }
        }

        return builder.ToImmutable();
    }
}

using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Schemas;

namespace Sluice.LocalCluster.ApiServer.Apply;

/// <summary>Merges an applied configuration into an object, and takes fields out of one.</summary>
internal static class ObjectMerge
{
    /// <summary><paramref name="live"/> with everything <paramref name="applied"/> names; a new tree.</summary>
    public static JsonObject Merge(JsonObject live, JsonObject applied, Schema schema) => (JsonObject)MergeValues(live, applied, schema)!;

    private static JsonNode? MergeValues(JsonNode? live, JsonNode? applied, Schema declared)
    {
        var schema = ListItems.Deduce(applied ?? live, declared);
        switch (live, applied)
        {
            case (JsonObject before, JsonObject after) when ListItems.IsMergedMap(schema):
                return MergeMaps(before, after, schema);
            case (JsonArray before, JsonArray after) when ListItems.IsMergedList(schema):
                return MergeLists(before, after, schema);
            default:
                return (applied ?? live)?.DeepClone();
        }
    }

    private static JsonObject MergeMaps(JsonObject before, JsonObject after, Schema schema)
    {
        var merged = new JsonObject();
        foreach (var (name, value) in before)
        {
            merged[name] = after.TryGetPropertyValue(name, out var wanted) && ListItems.FieldOf(schema, name) is { } field
                ? MergeValues(value, wanted, field)
                : value?.DeepClone();
        }

        foreach (var (name, value) in after)
        {
            if (!before.ContainsKey(name))
            {
                merged[name] = value?.DeepClone();
            }
        }

        return merged;
    }

    /// <summary>Items only the object has keep their place before the shared ones; shared and new items follow the configuration's order.</summary>
    private static JsonArray MergeLists(JsonArray before, JsonArray after, Schema schema)
    {
        var left = ListItems.Named(before, schema);
        var right = ListItems.Named(after, schema);
        var wanted = right.ToDictionary(StringComparer.Ordinal);
        var present = left.ToDictionary(StringComparer.Ordinal);
        var merged = new JsonArray();
        var l = 0;
        var r = 0;
        while (l < left.Count || r < right.Count)
        {
            if (l < left.Count && !wanted.ContainsKey(left[l].Key))
            {
                merged.Add(left[l++].Value?.DeepClone());
            }
            else if (r < right.Count)
            {
                var (element, item) = right[r++];
                merged.Add(present.TryGetValue(element, out var existing) ? MergeValues(existing, item, schema.Items!) : item?.DeepClone());
                if (l < left.Count && left[l].Key == element)
                {
                    l++;
                }
            }
            else
            {
                // Shared, and already placed.
                l++;
            }
        }

        return merged;
    }

    /// <summary>Takes the members of <paramref name="fields"/>, and what is below them, out of <paramref name="tree"/>.</summary>
    public static void Remove(JsonObject tree, FieldSet fields, Schema schema) => RemoveFrom(tree, fields, schema);

    /// <returns>False if nothing is left.</returns>
    private static bool RemoveFrom(JsonNode? node, FieldSet fields, Schema declared)
    {
        var schema = ListItems.Deduce(node, declared);
        switch (node)
        {
            case JsonObject obj when ListItems.IsMergedMap(schema):
                foreach (var name in obj.Select(p => p.Key).ToList())
                {
                    if (fields.Child("f:" + name) is { } below && ListItems.FieldOf(schema, name) is { } field
                        && (below.Member || !RemoveFrom(obj[name], below, field)))
                    {
                        obj.Remove(name);
                    }
                }

                return obj.Count > 0;
            case JsonArray array when ListItems.IsMergedList(schema):
                for (var i = array.Count - 1; i >= 0; i--)
                {
                    if (fields.Child(ListItems.Element(array[i], schema)) is { } below && (below.Member || !RemoveFrom(array[i], below, schema.Items!)))
                    {
                        array.RemoveAt(i);
                    }
                }

                return array.Count > 0;
            default:
                return true;
        }
    }
}

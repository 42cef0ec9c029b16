using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Schemas;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Patches;

/// <summary>
/// Kubernetes' strategic merge patch: lists of built-in kinds are merged by their key, and directives (<c>$patch</c>,
/// <c>$retainKeys</c>, <c>$setElementOrder/x</c>, <c>$deleteFromPrimitiveList/x</c>) say what plain merging cannot.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string ElementOrder = "$setElementOrder/";
    private const string DeleteFromList = "$deleteFromPrimitiveList/";

    public static JsonObject Apply(JsonObject target, JsonObject patch, Schema schema) => MergeMap(target, JsonTree.Clone(patch), schema);

    private static JsonObject MergeMap(JsonObject original, JsonObject patch, Schema? schema)
    {
        switch (patch.Text(Directive))
        {
            case "replace":
                patch.Remove(Directive);
                return patch;
            case "delete":
                return [];
            case "merge":
                patch.Remove(Directive);
                break;
            case { } other:
                throw ApiException.Internal($"unknown patch type found: {other}");
        }

        if (patch.Array(RetainKeys) is { } retained)
        {
            var keep = retained.Strings().ToHashSet(StringComparer.Ordinal);
            foreach (var name in original.Select(p => p.Key).Where(k => !keep.Contains(k)).ToList())
            {
                original.Remove(name);
            }

            patch.Remove(RetainKeys);
        }

        foreach (var (name, value) in patch.ToList())
        {
            if (name.StartsWith(ElementOrder, StringComparison.Ordinal))
            {
                var list = name[ElementOrder.Length..];
                if (!patch.ContainsKey(list))
                {
                    // Only the order changes.
                    MergeField(original, list, new JsonArray(), schema, value as JsonArray);
                }

                continue;
            }

            if (name.StartsWith(DeleteFromList, StringComparison.Ordinal))
            {
                DeletePrimitives(original, name[DeleteFromList.Length..], value as JsonArray);
                continue;
            }

            if (value is null)
            {
                original.Remove(name);
                continue;
            }

            MergeField(original, name, value, schema, patch.Array(ElementOrder + name));
        }

        return original;
    }

    private static void DeletePrimitives(JsonObject original, string name, JsonArray? values)
    {
        if (original.Array(name) is not { } list)
        {
            return;
        }

        foreach (var item in list.Where(i => values?.Any(v => JsonTree.DeepEquals(i, v)) == true).ToList())
        {
            list.Remove(item);
        }
    }

    private static void MergeField(JsonObject original, string name, JsonNode value, Schema? schema, JsonArray? order)
    {
        var field = schema?.Type == SchemaType.Map ? schema.Items : schema?.Field(name);
        var replace = field?.PatchStrategy?.Split(',').Contains("replace") == true;
        switch (original[name], value)
        {
            case (JsonObject before, JsonObject after) when !replace:
                original[name] = null;
                original[name] = MergeMap(before, (JsonObject)after.DeepClone(), field);
                break;
            case (JsonArray before, JsonArray after) when field?.PatchStrategy?.Split(',').Contains("merge") == true:
                original[name] = MergeList(before, after, field, order);
                break;
            default:
                original[name] = Clean(value.DeepClone(), field);
                break;
        }
    }

    /// <summary>A value that is new: without directives, and without the nulls that would have deleted something.</summary>
    private static JsonNode? Clean(JsonNode? value, Schema? schema)
    {
        switch (value)
        {
            case JsonObject obj:
                obj.Remove(Directive);
                obj.Remove(RetainKeys);
                foreach (var (name, child) in obj.ToList())
                {
                    if (child is null || name.StartsWith(ElementOrder, StringComparison.Ordinal) || name.StartsWith(DeleteFromList, StringComparison.Ordinal))
                    {
                        obj.Remove(name);
                    }
                    else
                    {
                        Clean(child, schema?.Field(name));
                    }
                }

                break;
            case JsonArray array:
                foreach (var item in array.OfType<JsonObject>().ToList())
                {
                    if (item.Text(Directive) is { } directive)
                    {
                        if (directive is "delete" or "replace")
                        {
                            array.Remove(item);
                            continue;
                        }
                    }

                    Clean(item, schema?.Items);
                }

                break;
        }

        return value;
    }

    private static JsonArray MergeList(JsonArray before, JsonArray patch, Schema list, JsonArray? order)
    {
        if (patch.Objects().Any(i => i.Count == 1 && i.Text(Directive) == "replace"))
        {
            return new JsonArray([.. patch.Where(i => i.Text(Directive) != "replace").Select(i => Clean(i?.DeepClone(), list.Items))]);
        }

        var key = list.PatchMergeKey;
        var merged = before.Select(i => i?.DeepClone()).ToList();
        var touched = new List<string>();
        foreach (var item in patch)
        {
            if (key is null)
            {
                if (!merged.Exists(m => JsonTree.DeepEquals(m, item)))
                {
                    merged.Add(item?.DeepClone());
                }

                touched.Add(JsonTree.ToText(item));
                continue;
            }

            MergeItem(merged, (JsonObject)item!, key, list.Items, touched);
        }

        return Arrange(merged, touched, before, order, key);
    }

    private static void MergeItem(List<JsonNode?> merged, JsonObject item, string key, Schema? schema, List<string> touched)
    {
        var value = item[key] ?? throw ApiException.Internal($"map: {GoMap(item)} does not contain declared merge key: {key}");
        var index = merged.FindIndex(m => JsonTree.DeepEquals(m.Child(key), value));
        if (item.Text(Directive) == "delete")
        {
            if (index >= 0)
            {
                merged.RemoveAt(index);
            }

            return;
        }

        touched.Add(JsonTree.ToText(value));
        if (index < 0)
        {
            merged.Add(Clean(item.DeepClone(), schema));
        }
        else
        {
            merged[index] = MergeMap((JsonObject)merged[index]!, JsonTree.Clone(item), schema);
        }
    }

    /// <summary>
    /// The order of a merged list: items of the patch (or of the wanted order) among themselves, the others as they were; where the two
    /// meet, an item that was in front stays in front, and a new item goes before what it is not known to follow.
    /// </summary>
    private static JsonArray Arrange(List<JsonNode?> merged, List<string> touched, JsonArray before, JsonArray? order, string? key)
    {
        string Identity(JsonNode? item) => JsonTree.ToText(key is null ? item : item.Child(key));
        string OrderIdentity(JsonNode? item) => JsonTree.ToText(key is not null && item is JsonObject ? item.Child(key) : item);
        var wanted = order is null ? touched : [.. order.Select(OrderIdentity)];
        var original = before.Select(Identity).ToList();
        var fromPatch = merged.Where(m => wanted.Contains(Identity(m))).OrderBy(m => wanted.IndexOf(Identity(m))).ToList();
        var others = merged.Where(m => !wanted.Contains(Identity(m))).OrderBy(m => Position(original, Identity(m))).ToList();
        var result = new JsonArray();
        var i = 0;
        var j = 0;
        while (i < others.Count || j < fromPatch.Count)
        {
            var takeOther = j >= fromPatch.Count;
            if (!takeOther && i < others.Count)
            {
                var left = original.IndexOf(Identity(others[i]));
                var right = original.IndexOf(Identity(fromPatch[j]));
                takeOther = left >= 0 && right >= 0 && left < right;
            }

            result.Add(takeOther ? others[i++] : fromPatch[j++]);
        }

        return result;
    }

    private static int Position(List<string> original, string identity)
    {
        var index = original.IndexOf(identity);
        return index < 0 ? int.MaxValue : index;
    }

    /// <summary>An object as Go prints a map.</summary>
    private static string GoMap(JsonObject item) =>
        $"map[{string.Join(' ', item.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{JsonTree.ScalarText(p.Value)}"))}]";
}

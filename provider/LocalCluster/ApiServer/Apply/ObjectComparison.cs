using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Schemas;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Apply;

/// <summary>What differs between two versions of an object, field by field.</summary>
internal sealed class ObjectComparison
{
    private readonly List<string> _path = [];

    public FieldSet Added { get; private set; } = new();

    public FieldSet Modified { get; private set; } = new();

    public FieldSet Removed { get; private set; } = new();

    public static ObjectComparison Of(JsonObject before, JsonObject after, Schema schema)
    {
        var comparison = new ObjectComparison();
        comparison.Maps(before, after, schema);
        return comparison;
    }

    /// <summary>The same without some fields and everything below them.</summary>
    public void Ignore(FieldSet fields)
    {
        Added = Added.Without(fields);
        Modified = Modified.Without(fields);
        Removed = Removed.Without(fields);
    }

    private void Values(JsonNode? before, bool hadBefore, JsonNode? after, bool hasAfter, Schema declared)
    {
        var schema = ListItems.Deduce(after ?? before, declared);
        if (ListItems.IsMergedMap(schema) && before is null or JsonObject && after is null or JsonObject && !(IsEmpty(before) && IsEmpty(after)))
        {
            Maps(before as JsonObject, after as JsonObject, schema);
        }
        else if (ListItems.IsMergedList(schema) && before is null or JsonArray && after is null or JsonArray && !(IsEmpty(before) && IsEmpty(after)))
        {
            Lists(before as JsonArray, after as JsonArray, schema);
        }
        else
        {
            if (!hadBefore)
            {
                Added.Insert(_path);
            }
            else if (!hasAfter)
            {
                Removed.Insert(_path);
            }
            else if (!JsonTree.DeepEquals(before, after))
            {
                Modified.Insert(_path);
            }

            return;
        }

        if (!hadBefore)
        {
            Added.Insert(_path);
        }
        else if (!hasAfter)
        {
            Removed.Insert(_path);
        }
    }

    private static bool IsEmpty(JsonNode? node) => node is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };

    private void Maps(JsonObject? before, JsonObject? after, Schema schema)
    {
        foreach (var name in Keys(before).Union(Keys(after), StringComparer.Ordinal))
        {
            if (ListItems.FieldOf(schema, name) is not { } field)
            {
                continue;
            }

            JsonNode? left = null;
            JsonNode? right = null;
            var hadBefore = before?.TryGetPropertyValue(name, out left) == true;
            var hasAfter = after?.TryGetPropertyValue(name, out right) == true;
            _path.Add("f:" + name);
            Values(left, hadBefore, right, hasAfter, field);
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private static IEnumerable<string> Keys(JsonObject? obj) => obj is null ? [] : obj.Select(p => p.Key);

    private void Lists(JsonArray? before, JsonArray? after, Schema schema)
    {
        var left = ListItems.Named(before, schema).ToDictionary(StringComparer.Ordinal);
        var right = ListItems.Named(after, schema).ToDictionary(StringComparer.Ordinal);
        foreach (var element in left.Keys.Union(right.Keys, StringComparer.Ordinal))
        {
            var hadBefore = left.TryGetValue(element, out var was);
            var hasAfter = right.TryGetValue(element, out var now);
            _path.Add(element);
            Values(was, hadBefore, now, hasAfter, schema.Items!);
            _path.RemoveAt(_path.Count - 1);
        }
    }
}

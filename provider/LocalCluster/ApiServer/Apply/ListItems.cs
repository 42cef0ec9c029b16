using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Schemas;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Apply;

/// <summary>Names the items of a list that is merged item by item.</summary>
internal static class ListItems
{
    /// <summary>The path element of an item: its keys in a map list, its value in a set.</summary>
    public static string Element(JsonNode? item, Schema list)
    {
        if (list.ListKind == ListKind.Set)
        {
            return "v:" + JsonTree.ToText(item);
        }

        var keys = new JsonObject();
        foreach (var name in list.MapKeys.Order(StringComparer.Ordinal))
        {
            if ((item.Child(name) ?? list.Items!.Field(name)?.Default) is { } value)
            {
                keys[name] = value.DeepClone();
            }
        }

        return "k:" + JsonTree.ToText(keys);
    }

    /// <summary>Items by element, in order; of items with the same element the first.</summary>
    public static List<KeyValuePair<string, JsonNode?>> Named(JsonArray? array, Schema list)
    {
        var items = new List<KeyValuePair<string, JsonNode?>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in array ?? [])
        {
            var element = Element(item, list);
            if (seen.Add(element))
            {
                items.Add(new(element, item));
            }
        }

        return items;
    }

    /// <summary>The schema of an undeclared value: maps are merged by key, anything else is one whole.</summary>
    public static Schema Deduce(JsonNode? value, Schema schema)
    {
        if (schema.Type != SchemaType.Any || schema.Atomic)
        {
            return schema;
        }

        return value is JsonObject ? FreeMap : schema;
    }

    private static readonly Schema Free = new() { Type = SchemaType.Any, PreserveUnknown = true };
    private static readonly Schema FreeMap = new() { Type = SchemaType.Map, Items = Free };

    /// <summary>The schema of a field of an object or map; undeclared fields of an open object are free.</summary>
    public static Schema? FieldOf(Schema schema, string name) =>
        schema.Type == SchemaType.Map ? schema.Items : schema.Field(name) ?? (schema.PreserveUnknown ? Free : null);

    public static bool IsMergedMap(Schema schema) => schema.Type is SchemaType.Object or SchemaType.Map && !schema.Atomic;

    public static bool IsMergedList(Schema schema) => schema.Type == SchemaType.List && schema.ListKind != ListKind.Atomic;
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.GatewayApi.Validation;

/// <summary>Nulls and defaults, as an API server treats them before it validates.</summary>
public static class Defaulting
{
    /// <summary>
    /// Changes the tree in place: a null in a field with a default becomes the default, any other optional null goes, an absent field with
    /// a default gets it where its parent is there.
    /// </summary>
    /// <param name="tree">The object.</param>
    /// <param name="schema">Its schema.</param>
    public static void Apply(JsonObject tree, SchemaNode schema)
    {
        foreach (var (name, field) in schema.Fields)
        {
            if (tree.TryGetPropertyValue(name, out var value) && value is null && (field.Default is not null || !schema.Required.Contains(name)))
            {
                tree.Remove(name);
            }

            if (field.Default is not null && !tree.ContainsKey(name))
            {
                tree[name] = field.NewDefault();
            }

            Descend(tree[name], field);
        }
    }

    private static void Descend(JsonNode? value, SchemaNode schema)
    {
        switch (value)
        {
            case JsonObject mapping when schema.Type == SchemaType.Record:
                Apply(mapping, schema);
                break;
            case JsonObject map when schema.Type == SchemaType.Map:
                foreach (var key in map.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList())
                {
                    map.Remove(key);
                }

                break;
            case JsonObject metadata when schema.Type == SchemaType.Metadata:
                Metadata(metadata);
                break;
            case JsonArray array when schema is { Type: SchemaType.List, Items: { } items }:
                foreach (var item in array)
                {
                    Descend(item, items);
                }

                break;
        }
    }

    // Metadata is decoded into typed fields: a null is the type's empty value.
    private static void Metadata(JsonObject metadata)
    {
        foreach (var name in metadata.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList())
        {
            metadata.Remove(name);
        }

        foreach (var name in (ReadOnlySpan<string>)["labels", "annotations"])
        {
            if (metadata[name] is JsonObject map)
            {
                foreach (var key in map.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList())
                {
                    map[key] = "";
                }
            }
        }
    }

    internal static bool IsText(JsonNode? node, out string text)
    {
        text = "";
        return node is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.TryGetValue(out text!);
    }
}

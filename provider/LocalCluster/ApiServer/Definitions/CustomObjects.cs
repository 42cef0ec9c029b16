using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Schemas;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Definitions;

/// <summary>Decoding of custom resources: pruning, metadata, defaults.</summary>
internal static class CustomObjects
{
    public static DecodeResult Decode(JsonObject tree, ResourceKind kind)
    {
        var unknown = new List<string>();
        string? error = null;
        if (tree["metadata"] is JsonObject metadata)
        {
            var result = ObjectDecoder.Decode(metadata, KubernetesTypes.Instance.Get("meta.v1.ObjectMeta"), "ObjectMeta");
            unknown.AddRange(result.Unknown.Select(u => "metadata." + u));
            error = result.Error;
        }

        Prune(tree, kind.Schema, "", unknown, root: true);
        ApplyDefaults(tree, kind.Schema);
        return new DecodeResult(unknown, error);
    }

    private static void Prune(JsonNode? node, Schema schema, string path, List<string> unknown, bool root = false)
    {
        switch (node)
        {
            case JsonObject obj when schema.Type == SchemaType.Object:
                foreach (var name in obj.Select(p => p.Key).ToList())
                {
                    if (root && name == "metadata")
                    {
                        continue;
                    }

                    var at = path.Length == 0 ? name : $"{path}.{name}";
                    if (schema.Field(name) is { } field)
                    {
                        Prune(obj[name], field, at, unknown);
                    }
                    else if (!schema.PreserveUnknown)
                    {
                        unknown.Add(at);
                        obj.Remove(name);
                    }
                }

                break;
            case JsonObject map when schema.Type == SchemaType.Map:
                foreach (var (key, value) in map)
                {
                    Prune(value, schema.Items!, $"{path}.{key}", unknown);
                }

                break;
            case JsonArray array when schema.Type == SchemaType.List:
                for (var i = 0; i < array.Count; i++)
                {
                    Prune(array[i], schema.Items!, $"{path}[{i}]", unknown);
                }

                break;
        }
    }

    /// <summary>A null where null is not allowed is as good as absent; an absent field with a default gets it.</summary>
    public static void ApplyDefaults(JsonNode? node, Schema schema)
    {
        switch (node)
        {
            case JsonObject obj when schema.Type == SchemaType.Object:
                foreach (var (name, field) in schema.Fields)
                {
                    var present = obj.TryGetPropertyValue(name, out var value);
                    if (present && value is null && !field.Schema.Nullable && (field.Schema.Default is not null || !field.Required))
                    {
                        obj.Remove(name);
                        present = false;
                    }

                    if (!present && field.Schema.Default is { } fallback)
                    {
                        obj[name] = fallback.DeepClone();
                    }

                    if (name != "metadata")
                    {
                        ApplyDefaults(obj[name], field.Schema);
                    }
                }

                break;
            case JsonObject map when schema.Type == SchemaType.Map:
                foreach (var key in map.Select(p => p.Key).ToList())
                {
                    if (map[key] is null && !schema.Items!.Nullable)
                    {
                        map.Remove(key);
                    }
                    else
                    {
                        ApplyDefaults(map[key], schema.Items!);
                    }
                }

                break;
            case JsonArray array when schema.Type == SchemaType.List:
                foreach (var item in array)
                {
                    ApplyDefaults(item, schema.Items!);
                }

                break;
        }
    }

    /// <summary>The key fields and values of a map list's item, as messages print them.</summary>
    public static JsonObject KeysOf(JsonObject item, Schema list)
    {
        var keys = new JsonObject();
        foreach (var name in list.MapKeys)
        {
            if ((item.Child(name) ?? list.Items!.Field(name)?.Default) is { } value)
            {
                keys[name] = value.DeepClone();
            }
        }

        return keys;
    }
}

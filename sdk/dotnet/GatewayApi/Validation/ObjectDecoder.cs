using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.GatewayApi.Validation;

/// <summary>What a server refuses before it looks at an object's content: fields that do not exist, metadata of the wrong type.</summary>
internal static class ObjectDecoder
{
    private static readonly string[] MetadataTexts = ["name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp"];

    private static readonly HashSet<string> MetadataFields =
        [.. MetadataTexts, "labels", "annotations", "generation", "deletionGracePeriodSeconds", "ownerReferences", "finalizers", "managedFields"];

    /// <summary>The server's refusal, or null.</summary>
    public static string? Refusal(JsonObject tree, SchemaNode schema, string kind, string version)
    {
        var opening = $"{kind} in version \"{version}\" cannot be handled as a {kind}: ";
        if (BadMetadata(tree["metadata"]) is { } bad)
        {
            return opening + bad;
        }

        var unknown = UnknownFields(tree, schema);
        return unknown.Count == 0 ? null : $"{opening}strict decoding error: {string.Join(", ", unknown.Select(field => $"unknown field {StructuralValidator.Quote(field)}"))}";
    }

    /// <summary>Paths of the fields that the schema lacks, sorted.</summary>
    public static IReadOnlyList<string> UnknownFields(JsonObject tree, SchemaNode schema)
    {
        var found = new List<string>();
        Collect(tree, schema, FieldPath.Root, found);
        if (tree["metadata"] is JsonObject metadata)
        {
            found.AddRange(metadata.Select(pair => pair.Key).Where(name => !MetadataFields.Contains(name)).Select(name => $"metadata.{name}"));
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private static void Collect(JsonNode? value, SchemaNode schema, FieldPath path, List<string> found)
    {
        switch (value)
        {
            case JsonObject mapping when schema.Type is not (SchemaType.Map or SchemaType.Metadata):
                foreach (var (name, child) in mapping)
                {
                    if (schema.FieldsByName.TryGetValue(name, out var field))
                    {
                        Collect(child, field, path.Field(name), found);
                    }
                    else
                    {
                        found.Add(path.Field(name).ToString());
                    }
                }

                break;
            case JsonObject map when schema.Type == SchemaType.Map:
                foreach (var (key, child) in map)
                {
                    Collect(child, schema.Items!, path.Field(key), found);
                }

                break;
            case JsonArray array when schema.Items is { } items && schema.Type == SchemaType.List:
                for (var i = 0; i < array.Count; i++)
                {
                    Collect(array[i], items, path.Item(i), found);
                }

                break;
        }
    }

    private static string? BadMetadata(JsonNode? metadata)
    {
        if (metadata is not JsonObject mapping)
        {
            return metadata is null || Unknown.Is(metadata) ? null : $"json: cannot unmarshal {GoType(metadata)} into Go struct field .metadata of type v1.ObjectMeta";
        }

        foreach (var (name, value) in mapping)
        {
            if (MetadataTexts.Contains(name) && value is not null && !Defaulting.IsText(value, out _))
            {
                return $"json: cannot unmarshal {GoType(value)} into Go struct field ObjectMeta.{name} of type string";
            }

            if (name is "labels" or "annotations" && value is JsonObject map && map.Select(pair => pair.Value).FirstOrDefault(item => item is not null && !Defaulting.IsText(item, out _)) is { } wrong)
            {
                return $"json: cannot unmarshal {GoType(wrong)} into Go struct field ObjectMeta.{name} of type string";
            }

            if (name is "labels" or "annotations" && value is not (null or JsonObject))
            {
                return $"json: cannot unmarshal {GoType(value)} into Go struct field ObjectMeta.{name} of type map[string]string";
            }
        }

        return null;
    }

    private static string GoType(JsonNode value) => value switch
    {
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => "number",
            _ => "bool",
        },
    };
}

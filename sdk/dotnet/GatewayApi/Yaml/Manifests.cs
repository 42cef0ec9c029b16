using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;

namespace Sluice.GatewayApi.Yaml;

/// <summary>Reads and writes manifests: one or more objects in YAML (or JSON, which is YAML), as kubectl takes them.</summary>
public static class Manifests
{
    /// <summary>Reads objects by their <c>apiVersion</c> and <c>kind</c>; a kind the model lacks becomes an <see cref="UnknownKind"/>.</summary>
    /// <param name="yaml">One or more documents. Empty documents are skipped, a <c>List</c> is taken apart.</param>
    /// <exception cref="FormatException">The text is no YAML, or a document is no object of the API. The message names the line or object.</exception>
    public static IReadOnlyList<KubernetesObject> Parse(string yaml) => [.. ParseTrees(yaml).Select(Typed)];

    /// <summary>Reads objects as JSON trees, without looking at their kinds.</summary>
    /// <param name="yaml">One or more documents. Empty documents are skipped, a <c>List</c> is taken apart.</param>
    /// <exception cref="FormatException">The text is no YAML, or a document is no mapping.</exception>
    public static IReadOnlyList<JsonObject> ParseTrees(string yaml)
    {
        var objects = new List<JsonObject>();
        IReadOnlyList<JsonNode?> documents;
        try
        {
            documents = YamlReader.Read(yaml);
        }
        catch (YamlException e)
        {
            throw new FormatException($"Line {e.Start.Line}, column {e.Start.Column}: {e.Message}", e);
        }

        for (var i = 0; i < documents.Count; i++)
        {
            switch (documents[i])
            {
                case null:
                    break;
                case JsonObject list when IsList(list):
                    objects.AddRange(((JsonArray)list["items"]!).Select(item =>
                        item as JsonObject ?? throw new FormatException($"Document {i + 1}: an item of the List is no mapping.")).Select(item => (JsonObject)item.DeepClone()));
                    break;
                case JsonObject tree:
                    objects.Add(tree);
                    break;
                default:
                    throw new FormatException($"Document {i + 1} is no mapping; a manifest starts with apiVersion and kind.");
            }
        }

        return objects;
    }

    /// <summary>Writes an object as one YAML document, with a newline at the end.</summary>
    /// <param name="value">The object.</param>
    public static string Write(KubernetesObject value) => Write(GatewayApiJson.ToTree(value));

    /// <summary>Writes a JSON tree as one YAML document, in the order of its fields, with a newline at the end.</summary>
    /// <param name="tree">The tree.</param>
    public static string Write(JsonNode? tree) => YamlWriter.Write(tree);

    /// <summary>Writes several objects as documents of one text.</summary>
    /// <param name="values">The objects, in order.</param>
    public static string WriteAll(IEnumerable<KubernetesObject> values)
    {
        var text = new StringBuilder();
        foreach (var value in values)
        {
            text.Append(text.Length == 0 ? "" : "---\n").Append(Write(value));
        }

        return text.ToString();
    }

    private static bool IsList(JsonObject tree) =>
        tree["kind"] is JsonValue kind && kind.TryGetValue(out string? text) && text.EndsWith("List", StringComparison.Ordinal) && tree["items"] is JsonArray;

    private static KubernetesObject Typed(JsonObject tree)
    {
        try
        {
            return GatewayApiJson.FromTree(tree);
        }
        catch (JsonException e)
        {
            var name = (tree["metadata"] as JsonObject)?["name"];
            throw new FormatException($"{tree["kind"]} {name}, {e.Path?.TrimStart('$', '.')}: the value has the wrong type.", e);
        }
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.Engine.Kubernetes;

/// <summary>Writes manifests as YAML the way people write them: apiVersion, kind and metadata first, block style, quotes only where needed.</summary>
internal static class YamlWriter
{
    private static readonly string[] First = ["apiVersion", "kind", "metadata", "name", "namespace"];

    public static string Write(JsonObject manifest)
    {
        var text = new StringBuilder();
        Members(text, manifest, 0);
        return text.ToString();
    }

    private static void Members(StringBuilder text, JsonObject map, int depth)
    {
        foreach (var (name, value) in map.OrderBy(static m => Array.IndexOf(First, m.Key) is var i and >= 0 ? i : First.Length).ThenBy(static m => m.Key, StringComparer.Ordinal))
        {
            text.Append(' ', depth * 2).Append(Scalar(name)).Append(':');
            Value(text, value, depth);
        }
    }

    private static void Value(StringBuilder text, JsonNode? value, int depth)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                text.Append('\n');
                Members(text, map, depth + 1);
                break;
            case JsonArray { Count: > 0 } list:
                text.Append('\n');
                foreach (var item in list)
                {
                    Item(text, item, depth);
                }

                break;
            case JsonValue v when v.TryGetValue<string>(out var lines) && IsBlock(lines):
                text.Append(lines.EndsWith('\n') ? " |\n" : " |-\n");
                foreach (var line in lines.TrimEnd('\n').Split('\n'))
                {
                    text.Append(' ', line.Length == 0 ? 0 : (depth + 1) * 2).Append(line).Append('\n');
                }

                break;
            default:
                text.Append(' ').Append(Inline(value)).Append('\n');
                break;
        }
    }

    private static void Item(StringBuilder text, JsonNode? item, int depth)
    {
        var start = text.Length;
        switch (item)
        {
            case JsonObject { Count: > 0 } map:
                Members(text, map, depth + 1);
                // The first member stands behind the dash.
                text[start + (depth * 2)] = '-';
                break;
            case JsonArray { Count: > 0 } inner:
                text.Append(' ', depth * 2).Append("-\n");
                foreach (var nested in inner)
                {
                    Item(text, nested, depth + 1);
                }

                break;
            default:
                text.Append(' ', depth * 2).Append('-');
                Value(text, item, depth);
                break;
        }
    }

    private static bool IsBlock(string value) =>
        value.Contains('\n', StringComparison.Ordinal) && !value.StartsWith(' ') && !value.StartsWith('\n') && !value.EndsWith("\n\n", StringComparison.Ordinal) && value.All(static c => c is '\n' or '\t' || !char.IsControl(c));

    private static string Inline(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        JsonValue v when v.TryGetValue<string>(out var text) => Scalar(text),
        _ => value.ToJsonString(),
    };

    private static string Scalar(string text) => IsPlain(text) ? text : JsonSerializer.Serialize(text, Relaxed);

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Plain only what every YAML reader, of version 1.1 too, takes for a text.</summary>
    private static bool IsPlain(string text) =>
        text.Length > 0
        && (char.IsAsciiLetter(text[0]) || text[0] is '/' or '_')
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ' ' or '(' or ')' or '=' or '+')
        && !text.EndsWith(' ')
        && text.ToUpperInvariant() is not ("TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "NULL" or "Y" or "N" or "NAN" or "INF")
        && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}

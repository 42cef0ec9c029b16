using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.GatewayApi.Yaml;

/// <summary>JSON trees to YAML in the block style kubectl prints; text is quoted only where a reader would take it for something else.</summary>
internal static class YamlWriter
{
    private static readonly SearchValues<char> NumberLike = SearchValues.Create("0123456789:._eE+-xXabcdefABCDEFinINFTZ");

    private static readonly JsonSerializerOptions Quoting = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        switch (node)
        {
            case JsonObject { Count: > 0 } mapping:
                WriteMapping(text, mapping, 0, inline: false);
                break;
            case JsonArray { Count: > 0 } array:
                WriteSequence(text, array, 0);
                break;
            default:
                text.Append(Leaf(node, 0)).Append('\n');
                break;
        }

        return text.ToString();
    }

    private static void WriteMapping(StringBuilder text, JsonObject mapping, int indent, bool inline)
    {
        foreach (var (name, value) in mapping)
        {
            text.Append(' ', inline ? 0 : indent).Append(Scalar(name, key: true)).Append(':');
            inline = false;
            switch (value)
            {
                case JsonObject { Count: > 0 } child:
                    text.Append('\n');
                    WriteMapping(text, child, indent + 2, inline: false);
                    break;
                case JsonArray { Count: > 0 } child:
                    text.Append('\n');
                    WriteSequence(text, child, indent);
                    break;
                default:
                    text.Append(' ').Append(Leaf(value, indent + 2)).Append('\n');
                    break;
            }
        }
    }

    private static void WriteSequence(StringBuilder text, JsonArray array, int indent)
    {
        foreach (var item in array)
        {
            text.Append(' ', indent).Append('-');
            switch (item)
            {
                case JsonObject { Count: > 0 } child:
                    text.Append(' ');
                    WriteMapping(text, child, indent + 2, inline: true);
                    break;
                case JsonArray { Count: > 0 } child:
                    text.Append('\n');
                    WriteSequence(text, child, indent + 2);
                    break;
                default:
                    text.Append(' ').Append(Leaf(item, indent + 2)).Append('\n');
                    break;
            }
        }
    }

    private static string Leaf(JsonNode? node, int indent) => node switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Text(value.GetValue<string>(), indent),
        _ => node.ToJsonString(),
    };

    private static string Text(string value, int indent)
    {
        if (!IsBlock(value))
        {
            return Scalar(value, key: false);
        }

        var body = value.TrimEnd('\n');
        var trailing = value.Length - body.Length;
        var block = new StringBuilder(trailing switch { 0 => "|-", 1 => "|", _ => "|+" });
        var pad = new string(' ', indent);
        foreach (var line in body.Split('\n'))
        {
            block.Append('\n').Append(line.Length == 0 ? "" : pad).Append(line);
        }

        return block.Append('\n', Math.Max(0, trailing - 1)).ToString();
    }

    // Certificates, configuration files: several printable lines, the first of which says where the indentation starts.
    private static bool IsBlock(string value) =>
        value.Contains('\n', StringComparison.Ordinal) && value[0] is not (' ' or '\n' or '\t') && value.TrimEnd('\n').Length > 0 &&
        !value.Any(c => (c < ' ' && c != '\n') || c is '\u007f' or '\u0085' or '\u2028' or '\u2029' or '\ufeff' || char.IsSurrogate(c)) &&
        !value.Contains(" \n", StringComparison.Ordinal);

    private static string Scalar(string value, bool key) => IsPlain(value) && !(key && value.Length > 128) ? value : JsonSerializer.Serialize(value, Quoting);

    private static bool IsPlain(string value)
    {
        if (value.Length == 0 || value != value.Trim() || value is "<<" or "=" || value.StartsWith("---", StringComparison.Ordinal) || value.StartsWith("...", StringComparison.Ordinal))
        {
            return false;
        }

        // Indicators that may not start a plain scalar.
        if (value[0] is '-' or '?' or ':' or ',' or '[' or ']' or '{' or '}' or '#' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`')
        {
            return false;
        }

        if (value.Any(c => c is < ' ' or > '~') || value.Contains(": ", StringComparison.Ordinal) || value.Contains(" #", StringComparison.Ordinal) || value[^1] == ':')
        {
            return false;
        }

        return YamlReader.Resolve(value) is JsonValue resolved && resolved.GetValueKind() == JsonValueKind.String && !LooksLikeNumberOrDate(value);
    }

    // Other readers know sexagesimal numbers, dates and .inf; whatever starts like a number and holds nothing but their characters is quoted.
    private static bool LooksLikeNumberOrDate(string value) =>
        (value[0] is '+' or '.' || char.IsAsciiDigit(value[0])) &&
        (DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) || !value.AsSpan().ContainsAnyExcept(NumberLike));
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sluice.LocalCluster.ApiServer.Trees;

/// <summary>YAML bodies, read with the YAML 1.1 scalar rules the API server applies, and written with sorted keys.</summary>
internal static class YamlTree
{
    private const int AliasLimit = 10_000;

    public static JsonNode? Parse(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new JsonException("error converting YAML to JSON: yaml: line " + e.Start.Line.ToString(CultureInfo.InvariantCulture) + ": " + e.Message, e);
        }

        var budget = AliasLimit;
        return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode, ref budget);
    }

    private static JsonNode? Convert(YamlNode node, ref int budget)
    {
        // Aliases make one node appear many times; a small document must not become a huge tree.
        if (--budget < 0 && node is not YamlScalarNode)
        {
            throw new JsonException("error converting YAML to JSON: document is too complex");
        }

        switch (node)
        {
            case YamlMappingNode mapping:
                var obj = new JsonObject();
                foreach (var (key, value) in mapping.Children)
                {
                    obj[((YamlScalarNode)key).Value ?? ""] = Convert(value, ref budget);
                }

                return obj;
            case YamlSequenceNode sequence:
                var array = new JsonArray();
                foreach (var item in sequence.Children)
                {
                    array.Add(Convert(item, ref budget));
                }

                return array;
            case YamlScalarNode scalar:
                return Scalar(scalar);
            default:
                return null;
        }
    }

    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any))
        {
            return JsonValue.Create(text);
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => JsonValue.Create(true),
            "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => JsonValue.Create(false),
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) && (text.Length == 1 || text[0] != '0') => JsonValue.Create(integer),
            _ when LooksNumeric(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
            _ when text.StartsWith("0x", StringComparison.Ordinal) && long.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) => JsonValue.Create(hex),
            _ when text.Length > 1 && text[0] == '0' && text.All(c => c is >= '0' and <= '7') => JsonValue.Create(System.Convert.ToInt64(text, 8)),
            _ => JsonValue.Create(text),
        };
    }

    private static bool LooksNumeric(string text) =>
        (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.') && text.Any(char.IsAsciiDigit) && text.All(c => char.IsAsciiDigit(c) || c is '.' or '-' or '+' or 'e' or 'E');

    public static byte[] ToYaml(JsonNode tree)
    {
        var text = new StringBuilder();
        Write(text, tree, 0, inList: false);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(StringBuilder text, JsonNode? node, int indent, bool inList)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } obj:
                var first = true;
                foreach (var (key, value) in obj.OrderBy(p => p.Key, StringComparer.Ordinal))
                {
                    if (!first || !inList)
                    {
                        text.Append(' ', indent);
                    }

                    first = false;
                    text.Append(Quote(key)).Append(':');
                    Nested(text, value, indent);
                }

                break;
            case JsonArray { Count: > 0 } array:
                foreach (var item in array)
                {
                    text.Append(' ', indent).Append('-');
                    if (item is JsonObject { Count: > 0 })
                    {
                        text.Append(' ');
                        Write(text, item, indent + 2, inList: true);
                    }
                    else
                    {
                        Nested(text, item, indent);
                    }
                }

                break;
            default:
                text.Append(Inline(node)).Append('\n');
                break;
        }
    }

    private static void Nested(StringBuilder text, JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 }:
                text.Append('\n');
                Write(text, value, indent + 2, inList: false);
                break;
            case JsonArray { Count: > 0 }:
                text.Append('\n');
                Write(text, value, indent, inList: false);
                break;
            case JsonValue scalar when scalar.TryGetValue<string>(out var line) && line.Contains('\n', StringComparison.Ordinal) && !line.Contains('\r', StringComparison.Ordinal):
                Block(text, line, indent + 2);
                break;
            default:
                text.Append(' ').Append(Inline(value)).Append('\n');
                break;
        }
    }

    private static void Block(StringBuilder text, string value, int indent)
    {
        var trailing = value.Length - value.TrimEnd('\n').Length;
        text.Append(" |");
        if (value[0] is ' ' or '\n')
        {
            text.Append(2);
        }

        text.Append(trailing == 0 ? "-" : trailing > 1 ? "+" : "").Append('\n');
        var body = trailing > 0 ? value[..^1] : value;
        foreach (var line in body.Split('\n'))
        {
            if (line.Length > 0)
            {
                text.Append(' ', indent).Append(line);
            }

            text.Append('\n');
        }
    }

    private static string Inline(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        JsonValue value when value.TryGetValue<string>(out var text) => Quote(text),
        _ => JsonTree.ScalarText(node),
    };

    /// <summary>Strings that would read as something else are quoted; so are those with characters YAML gives a meaning.</summary>
    private static string Quote(string text)
    {
        var plain = text.Length > 0
            && Scalar(new YamlScalarNode(text)) is { } read && read.TryGetValue<string>(out _)
            && !DateTime.TryParse(text, CultureInfo.InvariantCulture, out _)
            && text.Trim().Length == text.Length
            && !"-?:,[]{}#&*!|>'\"%@`".Contains(text[0], StringComparison.Ordinal)
            && !text.Contains(": ", StringComparison.Ordinal) && !text.Contains(" #", StringComparison.Ordinal) && !text.EndsWith(':')
            && text.All(c => c is >= ' ' and not '\u007f');
        return plain ? text : JsonValue.Create(text).ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}

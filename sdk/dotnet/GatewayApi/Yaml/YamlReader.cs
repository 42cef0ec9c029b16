using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sluice.GatewayApi.Yaml;

/// <summary>
/// YAML to JSON trees by the rules kubectl's reader has: plain scalars are resolved as in YAML 1.1 (so <c>yes</c> is true), merge keys
/// and aliases are expanded, keys are text, a key twice is an error.
/// </summary>
internal static class YamlReader
{
    // A manifest of honest aliases stays far below; one built to explode is stopped here.
    private const int MaxNodes = 2_000_000;
    private const int MaxDepth = 200;

    private static readonly SearchValues<char> RealNumber = SearchValues.Create("0123456789.eE+-");

    public static IReadOnlyList<JsonNode?> Read(string yaml)
    {
        var documents = new List<JsonNode?>();
        var parser = new Parser(new StringReader(yaml));
        parser.Consume<StreamStart>();
        while (!parser.Accept<StreamEnd>(out _))
        {
            parser.Consume<DocumentStart>();
            var reader = new DocumentReader(parser);
            documents.Add(reader.ReadNode(0));
            parser.Consume<DocumentEnd>();
        }

        return documents;
    }

    /// <summary>The JSON value of a plain scalar.</summary>
    public static JsonNode? Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" or "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => JsonValue.Create(true),
        "false" or "False" or "FALSE" or "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => JsonValue.Create(false),
        _ => Number(text) ?? JsonValue.Create(text),
    };

    private static JsonValue? Number(string text)
    {
        if (text[0] is not (>= '0' and <= '9' or '-' or '+' or '.'))
        {
            return null;
        }

        var digits = text.Replace("_", "", StringComparison.Ordinal);
        var negative = digits[0] == '-';
        var magnitude = digits.TrimStart('+', '-');
        if (digits.Length - magnitude.Length > 1 || magnitude.Length == 0)
        {
            return null;
        }

        if (Radix(magnitude) is { } integer)
        {
            return JsonValue.Create(negative ? -integer : integer);
        }

        if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return JsonValue.Create(whole);
        }

        if (ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var large))
        {
            return JsonValue.Create(large);
        }

        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (magnitude.AsSpan().ContainsAnyExcept(RealNumber) ||
            !double.TryParse(digits, Styles, CultureInfo.InvariantCulture, out var real) || !double.IsFinite(real))
        {
            return null;
        }

        // The spelling is kept where it is JSON's, so that 80.0 does not become 80.
        return IsJsonNumber(digits) ? JsonValue.Create(JsonDocument.Parse(digits).RootElement.Clone()) : JsonValue.Create(real);
    }

    private static long? Radix(string magnitude)
    {
        if (magnitude.Length < 2 || magnitude[0] != '0')
        {
            return null;
        }

        try
        {
            return magnitude[1] switch
            {
                'x' => Convert.ToInt64(magnitude[2..], 16),
                'b' => Convert.ToInt64(magnitude[2..], 2),
                'o' => Convert.ToInt64(magnitude[2..], 8),
                >= '0' and <= '7' => Convert.ToInt64(magnitude, 8),
                _ => null,
            };
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static bool IsJsonNumber(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private sealed class DocumentReader(IParser parser)
    {
        private readonly Dictionary<AnchorName, JsonNode?> _anchors = [];
        private int _nodes;

        public JsonNode? ReadNode(int depth)
        {
            Count(1, depth);
            if (parser.TryConsume<AnchorAlias>(out var alias))
            {
                if (!_anchors.TryGetValue(alias.Value, out var target))
                {
                    throw new YamlException(alias.Start, alias.End, $"The alias *{alias.Value} has no anchor before it.");
                }

                Count(Size(target), depth);
                return target?.DeepClone();
            }

            if (parser.TryConsume<Scalar>(out var scalar))
            {
                return Remember(scalar.Anchor, Value(scalar));
            }

            return parser.TryConsume<SequenceStart>(out var sequence) ? ReadSequence(sequence, depth) : ReadMapping(depth);
        }

        private JsonArray ReadSequence(SequenceStart start, int depth)
        {
            var array = new JsonArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                array.Add(ReadNode(depth + 1));
            }

            Remember(start.Anchor, array);
            return array;
        }

        private JsonObject ReadMapping(int depth)
        {
            var start = parser.Consume<MappingStart>();
            var mapping = new JsonObject();
            var merged = new List<JsonObject>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (!parser.TryConsume<Scalar>(out var key))
                {
                    throw new YamlException(parser.Current!.Start, parser.Current.End, "The key of a mapping has to be a scalar.");
                }

                var value = ReadNode(depth + 1);
                if (key.Value == "<<" && key.Style == ScalarStyle.Plain)
                {
                    merged.AddRange(Sources(key, value));
                }
                else if (!mapping.TryAdd(key.Value, value))
                {
                    throw new YamlException(key.Start, key.End, $"The key \"{key.Value}\" is there twice.");
                }
            }

            foreach (var (name, value) in merged.SelectMany(source => source))
            {
                if (!mapping.ContainsKey(name))
                {
                    mapping.Add(name, value?.DeepClone());
                }
            }

            Remember(start.Anchor, mapping);
            return mapping;
        }

        private static IEnumerable<JsonObject> Sources(Scalar key, JsonNode? value) => value switch
        {
            JsonObject source => [source],
            JsonArray sources when sources.All(source => source is JsonObject) => sources.OfType<JsonObject>(),
            _ => throw new YamlException(key.Start, key.End, "A merge key takes a mapping or a list of mappings."),
        };

        private static JsonNode? Value(Scalar scalar)
        {
            if (!scalar.Tag.IsEmpty && !scalar.Tag.IsNonSpecific && scalar.Tag.Value == "tag:yaml.org,2002:str")
            {
                return JsonValue.Create(scalar.Value);
            }

            return scalar.Style == ScalarStyle.Plain ? Resolve(scalar.Value) : JsonValue.Create(scalar.Value);
        }

        private JsonNode? Remember(AnchorName anchor, JsonNode? node)
        {
            if (!anchor.IsEmpty)
            {
                _anchors[anchor] = node;
            }

            return node;
        }

        private void Count(int nodes, int depth)
        {
            _nodes += nodes;
            if (_nodes > MaxNodes || depth > MaxDepth)
            {
                throw new YamlException(parser.Current!.Start, parser.Current.End, $"The document is too large: at most {MaxNodes} values, {MaxDepth} levels.");
            }
        }

        private static int Size(JsonNode? node) => node switch
        {
            JsonObject mapping => 1 + mapping.Sum(pair => Size(pair.Value)),
            JsonArray array => 1 + array.Sum(Size),
            _ => 1,
        };
    }
}

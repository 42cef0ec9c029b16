using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.LocalCluster.ApiServer.Trees;

/// <summary>
/// Objects are JSON trees. Trees are read eagerly (a lazily materialised node is not safe to share between readers) and are never
/// changed once they are stored: whoever wants to change one clones it first.
/// </summary>
internal static class JsonTree
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonWriterOptions Indented = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true, IndentSize = 2 };

    /// <summary>Reads one JSON value; the last of duplicate keys wins and every duplicate's path is added to <paramref name="duplicates"/>.</summary>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8, List<string>? duplicates = null)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 512 });
        reader.Read();
        var node = ReadValue(ref reader, "", duplicates);
        if (reader.Read())
        {
            throw new JsonException("unexpected data after the JSON value");
        }

        return node;
    }

    public static JsonNode? Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    private static JsonNode? ReadValue(ref Utf8JsonReader reader, string path, List<string>? duplicates)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var obj = new JsonObject();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString()!;
                    var childPath = duplicates is null ? "" : path.Length == 0 ? name : path + "." + name;
                    reader.Read();
                    var value = ReadValue(ref reader, childPath, duplicates);
                    if (obj.ContainsKey(name))
                    {
                        duplicates?.Add(childPath);
                    }

                    obj[name] = value;
                }

                return obj;
            case JsonTokenType.StartArray:
                var array = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    var childPath = duplicates is null ? "" : $"{path}[{array.Count}]";
                    array.Add(ReadValue(ref reader, childPath, duplicates));
                }

                return array;
            case JsonTokenType.String:
                return JsonValue.Create(reader.GetString()!);
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var integer) ? JsonValue.Create(integer) : JsonValue.Create(reader.GetDouble());
            case JsonTokenType.True:
                return JsonValue.Create(true);
            case JsonTokenType.False:
                return JsonValue.Create(false);
            default:
                return null;
        }
    }

    public static byte[] ToUtf8(JsonNode? node, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, indented ? Indented : Compact))
        {
            if (node is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                node.WriteTo(writer);
            }
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The value as Go's JSON encoder prints it inside messages: compact, keys in order.</summary>
    public static string ToText(JsonNode? node) => Encoding.UTF8.GetString(ToUtf8(node));

    public static JsonObject Clone(JsonObject source) => (JsonObject)source.DeepClone();

    public static bool DeepEquals(JsonNode? left, JsonNode? right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        switch (left, right)
        {
            case (JsonObject a, JsonObject b):
                if (a.Count != b.Count)
                {
                    return false;
                }

                foreach (var (name, value) in a)
                {
                    if (!b.TryGetPropertyValue(name, out var other) || !DeepEquals(value, other))
                    {
                        return false;
                    }
                }

                return true;
            case (JsonArray a, JsonArray b):
                if (a.Count != b.Count)
                {
                    return false;
                }

                for (var i = 0; i < a.Count; i++)
                {
                    if (!DeepEquals(a[i], b[i]))
                    {
                        return false;
                    }
                }

                return true;
            case (JsonValue a, JsonValue b):
                return ScalarText(a) == ScalarText(b) && a.GetValueKind() == b.GetValueKind();
            default:
                return false;
        }
    }

    /// <summary>A scalar as plain text: strings without quotes, numbers in their shortest form, <c>true</c> and <c>false</c>.</summary>
    public static string ScalarText(JsonNode? node)
    {
        if (node is not JsonValue value)
        {
            return node is null ? "" : ToText(node);
        }

        if (value.TryGetValue<string>(out var text))
        {
            return text;
        }

        if (value.TryGetValue<bool>(out var flag))
        {
            return flag ? "true" : "false";
        }

        if (value.TryGetValue<long>(out var integer))
        {
            return integer.ToString(CultureInfo.InvariantCulture);
        }

        if (value.TryGetValue<int>(out var small))
        {
            return small.ToString(CultureInfo.InvariantCulture);
        }

        return value.TryGetValue<double>(out var number) ? number.ToString("R", CultureInfo.InvariantCulture) : value.ToJsonString();
    }

    public static string? Text(this JsonNode? node, string name) =>
        node is JsonObject obj && obj.TryGetPropertyValue(name, out var value) && value is JsonValue scalar && scalar.TryGetValue<string>(out var text) ? text : null;

    public static string? Text(this JsonNode? node, string first, string second) => node.Child(first).Text(second);

    public static JsonNode? Child(this JsonNode? node, string name) =>
        node is JsonObject obj && obj.TryGetPropertyValue(name, out var value) ? value : null;

    public static JsonNode? Child(this JsonNode? node, string first, string second) => node.Child(first).Child(second);

    public static JsonObject? Object(this JsonNode? node, string name) => node.Child(name) as JsonObject;

    public static JsonArray? Array(this JsonNode? node, string name) => node.Child(name) as JsonArray;

    public static long? Integer(this JsonNode? node, string name) => AsInteger(node.Child(name));

    public static bool? Flag(this JsonNode? node, string name) =>
        node.Child(name) is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    public static long? AsInteger(JsonNode? node)
    {
        if (node is not JsonValue value)
        {
            return null;
        }

        if (value.TryGetValue<long>(out var integer))
        {
            return integer;
        }

        if (value.TryGetValue<int>(out var small))
        {
            return small;
        }

        return value.TryGetValue<double>(out var number) && Math.Floor(number) == number && Math.Abs(number) < long.MaxValue ? (long)number : null;
    }

    /// <summary>The object under <paramref name="name"/>; it is made if it is absent or null.</summary>
    public static JsonObject Ensure(this JsonObject node, string name)
    {
        if (node[name] is JsonObject existing)
        {
            return existing;
        }

        var created = new JsonObject();
        node[name] = created;
        return created;
    }

    /// <summary>Sets <paramref name="name"/> unless it has a value already.</summary>
    public static void SetDefault(this JsonObject node, string name, JsonNode? value)
    {
        if (node.Child(name) is null)
        {
            node[name] = value;
        }
    }

    /// <summary>Walks a path of object keys.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = node.Child(name);
        }

        return node;
    }

    public static IEnumerable<JsonObject> Objects(this JsonArray? array) => array is null ? [] : array.OfType<JsonObject>();

    public static IEnumerable<string> Strings(this JsonArray? array) =>
        array is null ? [] : array.OfType<JsonValue>().Select(v => v.TryGetValue<string>(out var text) ? text : null).OfType<string>();
}

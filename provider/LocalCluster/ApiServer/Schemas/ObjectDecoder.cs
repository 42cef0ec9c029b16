using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Schemas;

/// <summary>
/// Brings a tree into the form the API server keeps: undeclared fields dropped, scalars in canonical spelling, and, for built-in
/// types, empty values present or absent exactly as their typed representation has them.
/// </summary>
internal sealed class ObjectDecoder
{
    private readonly List<string> _unknown = [];
    private readonly string _goType;
    private string? _error;

    private ObjectDecoder(string goType) => _goType = goType;

    /// <param name="tree">The tree, changed in place.</param>
    /// <param name="schema">Its type.</param>
    /// <param name="kind">The kind as the server's messages name it.</param>
    public static DecodeResult Decode(JsonObject tree, Schema schema, string kind)
    {
        var decoder = new ObjectDecoder(kind);
        decoder.Object(tree, schema, "", "");
        return new DecodeResult(decoder._unknown, decoder._error);
    }

    private void Object(JsonObject tree, Schema schema, string path, string goPath)
    {
        foreach (var name in tree.Select(p => p.Key).ToList())
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (!schema.Fields.TryGetValue(name, out var field))
            {
                _unknown.Add(at);
                tree.Remove(name);
                continue;
            }

            var value = tree[name];
            var goAt = goPath.Length == 0 ? name : $"{goPath}.{name}";
            var result = Value(value, field.Schema, at, goAt);
            if (!ReferenceEquals(result, value))
            {
                tree[name] = result;
            }

            if (result is null || (IsZero(result, field) && !field.Keep))
            {
                tree.Remove(name);
            }
        }

        Complete(tree, schema);
    }

    /// <summary>Adds what the typed form always shows: structs that are not pointers, and fields without omitempty.</summary>
    private static void Complete(JsonObject tree, Schema schema)
    {
        foreach (var (name, field) in schema.Fields)
        {
            if (tree.ContainsKey(name))
            {
                continue;
            }

            if (field.Schema is { Type: SchemaType.Object } && !field.Pointer && !field.OmitZero)
            {
                var inner = new JsonObject();
                Complete(inner, field.Schema);
                tree[name] = inner;
            }
            else if (field.Schema.Type is SchemaType.Time or SchemaType.MicroTime && !field.Pointer && !field.OmitZero)
            {
                // A time that is not a pointer is never empty for the encoder: it shows as null.
                tree[name] = null;
            }
            else if (field.Keep && !field.Pointer)
            {
                tree[name] = field.Schema.Type switch
                {
                    SchemaType.String or SchemaType.Bytes => JsonValue.Create(""),
                    SchemaType.Integer => JsonValue.Create(0L),
                    SchemaType.Number => JsonValue.Create(0.0),
                    SchemaType.Boolean => JsonValue.Create(false),
                    SchemaType.IntOrString => JsonValue.Create(0L),
                    SchemaType.Quantity => JsonValue.Create("0"),
                    _ => null,
                };
            }
        }
    }

    private static bool IsZero(JsonNode value, SchemaField field)
    {
        switch (value)
        {
            case JsonArray array:
                return array.Count == 0;
            case JsonObject obj when field.Schema.Type == SchemaType.Map:
                return obj.Count == 0;
            case JsonObject obj:
                return field.OmitZero && obj.Count == 0;
            case JsonValue scalar when !field.Pointer:
                return field.Schema.Type switch
                {
                    SchemaType.String or SchemaType.Bytes => scalar.TryGetValue<string>(out var text) && text.Length == 0,
                    SchemaType.Integer => JsonTree.AsInteger(scalar) == 0,
                    SchemaType.Boolean => scalar.TryGetValue<bool>(out var flag) && !flag,
                    _ => false,
                };
            default:
                return false;
        }
    }

    private JsonNode? Value(JsonNode? value, Schema schema, string path, string goPath)
    {
        if (value is null)
        {
            return null;
        }

        switch (schema.Type)
        {
            case SchemaType.Object:
                if (value is JsonObject obj)
                {
                    Object(obj, schema, path, goPath);
                    return obj;
                }

                return Mismatch(value, goPath, schema.Name is { } name ? name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..] : "object");
            case SchemaType.Map:
                if (value is JsonObject map)
                {
                    foreach (var key in map.Select(p => p.Key).ToList())
                    {
                        var before = map[key];
                        var after = Value(before, schema.Items!, $"{path}.{key}", goPath) ?? ZeroOf(schema.Items!);
                        if (!ReferenceEquals(before, after))
                        {
                            map[key] = after;
                        }
                    }

                    return map;
                }

                return Mismatch(value, goPath, $"map[string]{GoName(schema.Items!)}");
            case SchemaType.List:
                if (value is JsonArray array)
                {
                    for (var i = 0; i < array.Count; i++)
                    {
                        var before = array[i];
                        var after = Value(before, schema.Items!, $"{path}[{i}]", goPath) ?? ZeroOf(schema.Items!);
                        if (!ReferenceEquals(before, after))
                        {
                            array[i] = after;
                        }
                    }

                    return array;
                }

                return Mismatch(value, goPath, $"[]{GoName(schema.Items!)}");
            default:
                return Scalar(value, schema, goPath);
        }
    }

    private static JsonNode? ZeroOf(Schema schema) => schema.Type switch
    {
        SchemaType.String => JsonValue.Create(""),
        SchemaType.Object => new JsonObject(),
        _ => null,
    };

    private JsonNode? Scalar(JsonNode value, Schema schema, string goPath)
    {
        var kind = value.GetValueKind();
        switch (schema.Type)
        {
            case SchemaType.String:
                return kind == JsonValueKind.String ? value : Mismatch(value, goPath, "string");
            case SchemaType.Bytes:
                if (kind != JsonValueKind.String)
                {
                    return Mismatch(value, goPath, "[]uint8");
                }

                return Base64(value);
            case SchemaType.Integer:
                var integer = JsonTree.AsInteger(value);
                return kind != JsonValueKind.Number || integer is null ? Mismatch(value, goPath, schema.Format ?? "int64") : value;
            case SchemaType.Number:
                return kind == JsonValueKind.Number ? value : Mismatch(value, goPath, "float64");
            case SchemaType.Boolean:
                return kind is JsonValueKind.True or JsonValueKind.False ? value : Mismatch(value, goPath, "bool");
            case SchemaType.IntOrString:
                return kind is JsonValueKind.String or JsonValueKind.Number ? value : Mismatch(value, goPath, "intstr.IntOrString");
            case SchemaType.Quantity:
                return QuantityValue(value);
            case SchemaType.Time:
                return Time(value, "yyyy-MM-dd'T'HH:mm:ss'Z'", micro: false);
            case SchemaType.MicroTime:
                return Time(value, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", micro: true);
            default:
                return value;
        }
    }

    private JsonNode Base64(JsonNode value)
    {
        var text = value.GetValue<string>();
        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, buffer, out _))
        {
            var bad = text.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=').Count();
            _error ??= $"illegal base64 data at input byte {bad}";
        }

        return value;
    }

    private JsonNode QuantityValue(JsonNode value)
    {
        if (value.GetValueKind() is not (JsonValueKind.String or JsonValueKind.Number) || !Quantity.TryParse(JsonTree.ScalarText(value), out var quantity))
        {
            _error ??= "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
            return value;
        }

        return JsonValue.Create(quantity.ToString());
    }

    private JsonNode Time(JsonNode value, string format, bool micro)
    {
        var text = JsonTree.ScalarText(value);
        if (micro && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) && !HasSixDecimals(text))
        {
            _error ??= $"parsing time \"\\\"{text}\\\"\" as \"\\\"2006-01-02T15:04:05.000000Z07:00\\\"\": cannot parse \"{(text.Length > 19 ? text[19..] : text)}\\\"\" as \".000000\"";
            return value;
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            _error ??= $"parsing time \"\\\"{text}\\\"\" as \"\\\"2006-01-02T15:04:05{(micro ? ".000000" : "")}Z07:00\\\"\": cannot parse \"{text}\\\"\" as \"2006\"";
            return value;
        }

        return JsonValue.Create(time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture));
    }

    private static bool HasSixDecimals(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && text.Skip(dot + 1).TakeWhile(char.IsAsciiDigit).Count() == 6;
    }

    private JsonNode Mismatch(JsonNode value, string goPath, string type)
    {
        var found = value.GetValueKind() switch
        {
            JsonValueKind.Number when type is "int32" or "int64" => "number " + JsonTree.ScalarText(value),
            JsonValueKind.Number => "number",
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "bool",
            JsonValueKind.Array => "array",
            _ => "object",
        };
        _error ??= $"json: cannot unmarshal {found} into Go struct field {_goType}.{goPath} of type {type}";
        return value;
    }

    private static string GoName(Schema schema) => schema.Type switch
    {
        SchemaType.String => "string",
        SchemaType.Integer => schema.Format ?? "int64",
        SchemaType.Boolean => "bool",
        SchemaType.Bytes => "[]uint8",
        SchemaType.Object when schema.Name is { } name => name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..],
        _ => "interface {}",
    };
}

/// <param name="Unknown">Paths of fields the type does not have, already dropped.</param>
/// <param name="Error">The first value of a wrong type, as Go's decoder words it.</param>
internal sealed record DecodeResult(IReadOnlyList<string> Unknown, string? Error);

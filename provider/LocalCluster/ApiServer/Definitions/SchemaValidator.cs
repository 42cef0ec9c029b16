using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Schemas;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Definitions;

/// <summary>Validates a custom resource against its definition's OpenAPI schema, in the server's words.</summary>
internal static class SchemaValidator
{
    private static readonly TimeSpan PatternTime = TimeSpan.FromSeconds(1);

    public static void Validate(JsonObject tree, Schema schema, FieldErrors errors)
    {
        foreach (var name in schema.Fields.Where(f => f.Value.Required && !tree.ContainsKey(f.Key)).Select(f => f.Key).Order(StringComparer.Ordinal))
        {
            errors.Required(name);
        }

        foreach (var (name, field) in schema.Fields.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            if (name is not ("apiVersion" or "kind" or "metadata") && tree.ContainsKey(name))
            {
                Value(tree[name], field.Schema, name, errors);
            }
        }

        Duplicates(tree, schema, "", errors);
    }

    private static void Value(JsonNode? value, Schema schema, string path, FieldErrors errors)
    {
        if (schema.Source is not { } source || (value is null && schema.Nullable))
        {
            return;
        }

        if (!HasType(value, schema))
        {
            var shown = TypeName(value);
            errors.TypeInvalid(path, shown, $"{path} in body must be of type {source.Text("type")}: \"{shown}\"");
            return;
        }

        if (source.Array("enum") is { } allowed && !allowed.Any(a => JsonTree.DeepEquals(a, value)))
        {
            errors.Add(path, "FieldValueNotSupported", $"Unsupported value: {JsonTree.ToText(value)}: supported values: {string.Join(", ", allowed.Select(JsonTree.ToText))}");
        }

        switch (value)
        {
            case JsonObject obj:
                Object(obj, schema, source, path, errors);
                break;
            case JsonArray array:
                Array(array, schema, source, path, errors);
                break;
            case JsonValue scalar when scalar.TryGetValue<string>(out var text):
                Text(text, source, path, errors);
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.Number:
                Number(scalar, source, path, errors);
                break;
        }
    }

    private static bool HasType(JsonNode? value, Schema schema) => schema.Type switch
    {
        SchemaType.Object or SchemaType.Map => value is JsonObject,
        SchemaType.List => value is JsonArray,
        SchemaType.String => value?.GetValueKind() == JsonValueKind.String,
        SchemaType.Integer => value?.GetValueKind() == JsonValueKind.Number && JsonTree.AsInteger(value) is not null,
        SchemaType.Number => value?.GetValueKind() == JsonValueKind.Number,
        SchemaType.Boolean => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        SchemaType.IntOrString => value?.GetValueKind() == JsonValueKind.String || JsonTree.AsInteger(value) is not null,
        _ => true,
    };

    private static string TypeName(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => JsonTree.AsInteger(value) is null ? "number" : "integer",
        _ => "boolean",
    };

    private static void Object(JsonObject obj, Schema schema, JsonObject source, string path, FieldErrors errors)
    {
        if (source.Integer("maxProperties") is { } most && obj.Count > most)
        {
            errors.Add(path, "FieldValueTooMany", $"Too many: {obj.Count}: must have at most {most} items");
        }

        if (source.Integer("minProperties") is { } least && obj.Count < least)
        {
            errors.Invalid(path, obj.DeepClone(), $"{path} in body should have at least {least} properties");
        }

        if (schema.Type == SchemaType.Map)
        {
            foreach (var (key, value) in obj)
            {
                Value(value, schema.Items!, $"{path}.{key}", errors);
            }

            return;
        }

        foreach (var (name, _) in schema.Fields.Where(f => f.Value.Required && !obj.ContainsKey(f.Key)).OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            errors.Required($"{path}.{name}");
        }

        foreach (var (name, value) in obj.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            if (schema.Field(name) is { } field)
            {
                Value(value, field, $"{path}.{name}", errors);
            }
        }
    }

    private static void Array(JsonArray array, Schema schema, JsonObject source, string path, FieldErrors errors)
    {
        if (source.Integer("maxItems") is { } most && array.Count > most)
        {
            errors.TooMany(path, array.Count, (int)most);
        }

        if (source.Integer("minItems") is { } least && array.Count < least)
        {
            errors.Invalid(path, array.Count, $"{path} in body should have at least {least} items");
        }

        for (var i = 0; i < array.Count; i++)
        {
            Value(array[i], schema.Items!, $"{path}[{i}]", errors);
        }
    }

    private static void Text(string text, JsonObject source, string path, FieldErrors errors)
    {
        var length = text.EnumerateRunes().Count();
        if (source.Integer("maxLength") is { } most && length > most)
        {
            errors.Add(path, "FieldValueTooLong", $"Too long: may not be more than {most} bytes");
        }

        if (source.Integer("minLength") is { } least && length < least)
        {
            errors.Invalid(path, text, $"{path} in body should be at least {least} chars long");
        }

        if (source.Text("pattern") is { } pattern && !Matches(text, pattern))
        {
            errors.Invalid(path, text, $"{path} in body should match '{pattern}'");
        }

        if (source.Text("format") == "date-time" && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
        {
            errors.TypeInvalid(path, text, $"{path} in body must be of type date-time: \"{text}\"");
        }
    }

    private static bool Matches(string text, string pattern)
    {
        try
        {
            // Definitions come from users: a pattern that the linear engine cannot run gets a time limit instead.
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, PatternTime);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return true;
        }
    }

    private static void Number(JsonValue value, JsonObject source, string path, FieldErrors errors)
    {
        var number = double.Parse(JsonTree.ScalarText(value), CultureInfo.InvariantCulture);
        if (Limit(source, "minimum") is { } least && (number < least || (number == least && source.Flag("exclusiveMinimum") == true)))
        {
            errors.Invalid(path, value.DeepClone(), $"{path} in body should be greater than {(source.Flag("exclusiveMinimum") == true ? "" : "or equal to ")}{JsonTree.ScalarText(source["minimum"])}");
        }

        if (Limit(source, "maximum") is { } most && (number > most || (number == most && source.Flag("exclusiveMaximum") == true)))
        {
            errors.Invalid(path, value.DeepClone(), $"{path} in body should be less than {(source.Flag("exclusiveMaximum") == true ? "" : "or equal to ")}{JsonTree.ScalarText(source["maximum"])}");
        }
    }

    private static double? Limit(JsonObject source, string name) =>
        source.Child(name) is JsonValue value ? double.Parse(JsonTree.ScalarText(value), CultureInfo.InvariantCulture) : null;

    private static void Duplicates(JsonNode? node, Schema schema, string path, FieldErrors errors)
    {
        switch (node)
        {
            case JsonObject obj:
                foreach (var (name, value) in obj)
                {
                    if (path.Length == 0 && name == "metadata")
                    {
                        continue;
                    }

                    var field = schema.Type == SchemaType.Map ? schema.Items : schema.Field(name);
                    if (field is not null)
                    {
                        Duplicates(value, field, path.Length == 0 ? name : $"{path}.{name}", errors);
                    }
                }

                break;
            case JsonArray array when schema.Items is { } items:
                var seen = new HashSet<string>(StringComparer.Ordinal);
                for (var i = 0; i < array.Count; i++)
                {
                    var identity = schema.ListKind switch
                    {
                        ListKind.Set => array[i],
                        ListKind.Map when array[i] is JsonObject item => CustomObjects.KeysOf(item, schema),
                        _ => null,
                    };
                    if (identity is not null && !seen.Add(JsonTree.ToText(identity)))
                    {
                        errors.Duplicate($"{path}[{i}]", identity.DeepClone());
                    }

                    Duplicates(array[i], items, $"{path}[{i}]", errors);
                }

                break;
        }
    }
}

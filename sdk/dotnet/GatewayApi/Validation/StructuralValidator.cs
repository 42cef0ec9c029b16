using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.GatewayApi.Validation.Rules;

namespace Sluice.GatewayApi.Validation;

/// <summary>Checks a defaulted JSON tree against a schema, then (if nothing blocks) against the rules of every level.</summary>
internal sealed class StructuralValidator(Findings findings)
{
    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>Types, presence, limits, forms and duplicates.</summary>
    public void CheckSchema(JsonNode? value, SchemaNode schema, FieldPath path)
    {
        if (Unknown.Is(value) || schema.Type == SchemaType.Metadata)
        {
            return;
        }

        if (!HasType(value, schema))
        {
            WrongType(value, schema, path);
            return;
        }

        switch (schema.Type)
        {
            case SchemaType.Record:
                CheckObject((JsonObject)value!, schema, path);
                break;
            case SchemaType.Map:
                CheckMap((JsonObject)value!, schema, path);
                break;
            case SchemaType.List:
                CheckArray((JsonArray)value!, schema, path);
                break;
            case SchemaType.Text:
                CheckText(value!.GetValue<string>(), schema, path);
                break;
            case SchemaType.Number:
                CheckNumber((JsonValue)value!, schema, path);
                break;
        }
    }

    /// <summary>The rules of every level. To be called only where nothing blocks.</summary>
    public void CheckRules(JsonNode? value, SchemaNode schema, FieldPath path)
    {
        if (value is null || Unknown.Is(value))
        {
            return;
        }

        foreach (var rule in schema.Rules)
        {
            Evaluate(rule, value, schema, path);
        }

        switch (value)
        {
            case JsonObject mapping when schema.Type == SchemaType.Record:
                foreach (var (name, field) in schema.Fields)
                {
                    CheckRules(mapping[name], field, path.Field(name));
                }

                break;
            case JsonArray array when schema.Items is { } items:
                for (var i = 0; i < array.Count; i++)
                {
                    CheckRules(array[i], items, path.Item(i));
                }

                break;
        }
    }

    private void Evaluate(Rule rule, JsonNode value, SchemaNode schema, FieldPath path)
    {
        var context = new RuleContext();
        var holds = rule.Holds(new RuleValue(value, context));
        if (context.Undecided || (holds && context.Error is null))
        {
            return;
        }

        var shown = schema.Type == SchemaType.Text ? Quote(value.GetValue<string>()) : null;
        var server = context.Error is { } error
            ? $"Invalid value: \"{schema.TypeName}\": {error} evaluating rule: {rule.Message}"
            : $"Invalid value: {(shown is null ? "" : shown + ": ")}{rule.Message}";
        findings.Add(rule.Code, path, shown is null ? rule.Plain : $"{shown}: {rule.Plain}", CauseReasons.Invalid, server);
    }

    private static bool HasType(JsonNode? value, SchemaNode schema) => (schema.Type, value) switch
    {
        (SchemaType.Record or SchemaType.Map, JsonObject) => true,
        (SchemaType.List, JsonArray) => true,
        (SchemaType.Text, JsonValue text) => text.GetValueKind() == JsonValueKind.String,
        (SchemaType.Flag, JsonValue flag) => flag.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        (SchemaType.Number, JsonValue number) => number.GetValueKind() == JsonValueKind.Number && JsonNumbers.TryInt64(number, out _),
        _ => false,
    };

    private void WrongType(JsonNode? value, SchemaNode schema, FieldPath path)
    {
        var isNumber = schema.Type == SchemaType.Number && JsonNumbers.Raw(value) is not null;
        var (found, wanted) = (schema.Type, schema.Format, value) switch
        {
            (SchemaType.Number, { } format, _) when isNumber => ("float64", format),

            // Servers lose the type of a flag on the way to a formatted number.
            (SchemaType.Number, { } format, JsonValue flag) when flag.GetValueKind() is JsonValueKind.True or JsonValueKind.False => ("", format),
            _ => (JsonTypeName(value), schema.TypeName),
        };
        findings.Add(
            DiagnosticCodes.WrongType, path, $"{Words.Show(value)} is {Words.TypeName(value)}, but {Words.Article(schema)} is needed.",
            CauseReasons.TypeInvalid, $"Invalid value: \"{found}\": {path} in body must be of type {wanted}: \"{found}\"", blocking: true);
        if (isNumber)
        {
            var format = schema.Format is { } name ? $"with format {name}" : "(default format)";
            findings.AddServerOnly(new ServerCause(Findings.NoField, CauseReasons.Invalid, $"Invalid value: \"\": Checked value must be of type integer {format} in {path}"));
            CheckReal(JsonNumbers.Double(value), schema, path);
        }

        if (schema.IPAddressValue)
        {
            findings.AddServerOnly(new ServerCause(Findings.NoField, CauseReasons.Invalid, $"Invalid value: \"\": \"{path}\" must validate one and only one schema (oneOf). Found 2 valid alternatives"));
        }

        if (!schema.Enum.IsEmpty)
        {
            findings.AddServerOnly(new ServerCause(path.ToString(), CauseReasons.NotSupported, Unsupported(value, schema)));
        }
    }

    // A number that is no integer, or too large for one, is compared and written as floating point.
    private void CheckReal(double number, SchemaNode schema, FieldPath path)
    {
        if (schema.Minimum is { } least && number < least)
        {
            findings.AddServerOnly(new ServerCause(path.ToString(), CauseReasons.Invalid, $"Invalid value: {JsonNumbers.GoText(number)}: {path} in body should be greater than or equal to {JsonNumbers.GoText(least)}"));
        }
        else if (schema.Maximum is { } most && number > most)
        {
            findings.AddServerOnly(new ServerCause(path.ToString(), CauseReasons.Invalid, $"Invalid value: {JsonNumbers.GoText(number)}: {path} in body should be less than or equal to {JsonNumbers.GoText(most)}"));
        }
    }

    private void CheckObject(JsonObject mapping, SchemaNode schema, FieldPath path)
    {
        foreach (var name in schema.Required)
        {
            if (!mapping.TryGetPropertyValue(name, out var value) || value is null)
            {
                findings.Add(DiagnosticCodes.Missing, path.Field(name), "The field is missing; add it.", CauseReasons.Required, "Required value", blocking: true);
            }
        }

        foreach (var (name, field) in schema.Fields)
        {
            if (mapping.TryGetPropertyValue(name, out var value) && value is not null)
            {
                CheckSchema(value, field, path.Field(name));
            }
        }

        if (schema.IPAddressValue)
        {
            CheckAddress(mapping, path);
        }
    }

    private void CheckMap(JsonObject map, SchemaNode schema, FieldPath path)
    {
        if (schema.MaxProperties is { } most && map.Count > most)
        {
            findings.Add(
                DiagnosticCodes.Count, path, $"There are {map.Count} entries; at most {most} are allowed. Remove some.",
                CauseReasons.TooMany, TooMany(map.Count, most), blocking: true);
        }

        foreach (var (key, value) in map)
        {
            CheckSchema(value, schema.Items!, path.Field(key));
        }
    }

    private void CheckArray(JsonArray array, SchemaNode schema, FieldPath path)
    {
        if (schema.MaxItems is { } most && array.Count > most)
        {
            findings.Add(
                DiagnosticCodes.Count, path, $"There are {array.Count} entries; at most {most} {(most == 1 ? "is" : "are")} allowed. Remove some.",
                CauseReasons.TooMany, TooMany(array.Count, most), blocking: true);
        }

        if (schema.MinItems is { } least && array.Count < least)
        {
            findings.Add(
                DiagnosticCodes.Count, path, $"There are {array.Count} entries; at least {least} {(least == 1 ? "is" : "are")} needed. Add one, or leave the field out.",
                CauseReasons.Invalid, $"Invalid value: {array.Count}: {path} in body should have at least {least} items");
        }

        for (var i = 0; i < array.Count; i++)
        {
            CheckSchema(array[i], schema.Items!, path.Item(i));
        }

        CheckDuplicates(array, schema, path);
    }

    private void CheckDuplicates(JsonArray array, SchemaNode schema, FieldPath path)
    {
        if (schema.ListKind == ListKind.Atomic)
        {
            return;
        }

        for (var i = 0; i < array.Count && schema.ListKind == ListKind.Map; i++)
        {
            if (array[i] is not (null or JsonObject) && !Unknown.Is(array[i]))
            {
                // Without keys there is nothing to compare; servers say so and stop.
                findings.AddServerOnly(new ServerCause(path.Item(i).ToString(), CauseReasons.Invalid, $"Invalid value: {array[i]!.ToJsonString(Words.Json)}: must be an object for an array of list-type map"));
                return;
            }
        }

        // Servers name a key once, at its second place.
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < array.Count; i++)
        {
            var key = schema.ListKind == ListKind.Set ? SetKey(array[i]) : MapKey(array[i], schema);
            if (key is not null && (seen[key] = seen.GetValueOrDefault(key) + 1) == 2)
            {
                findings.Add(DiagnosticCodes.Duplicate, path.Item(i), $"{key} is there twice; remove or rename one.", CauseReasons.Duplicate, $"Duplicate value: {key}");
            }
        }
    }

    private static string? SetKey(JsonNode? item) => item is JsonValue && !Unknown.Is(item) ? item.ToJsonString(Words.Json) : null;

    private static string? MapKey(JsonNode? item, SchemaNode schema)
    {
        if (item is not JsonObject mapping || schema.ListKeys.Any(key => Unknown.Is(mapping[key])))
        {
            return null;
        }

        var key = new JsonObject(schema.ListKeys.Where(mapping.ContainsKey).Order(StringComparer.Ordinal).Select(name => KeyValuePair.Create(name, mapping[name]?.DeepClone())));
        return key.Count == 0 ? null : key.ToJsonString(Words.Json);
    }

    private void CheckText(string text, SchemaNode schema, FieldPath path)
    {
        if (!schema.Enum.IsEmpty && !schema.Enum.Contains(text))
        {
            findings.Add(
                DiagnosticCodes.NotAllowed, path, $"{Quote(text)} is not allowed; use {Words.AnyOf(schema.Enum)}.",
                CauseReasons.NotSupported, Unsupported(JsonValue.Create(text), schema), blocking: true);
        }

        var length = text.EnumerateRunes().Count();
        if (schema.MaxLength is { } most && length > most)
        {
            findings.Add(
                DiagnosticCodes.Length, path, $"The text has {length} characters; at most {most} are allowed. Shorten it.",
                CauseReasons.TooLong, $"Too long: may not be more than {most} bytes", blocking: true);
        }
        else if (schema.MinLength is { } least && length < least)
        {
            findings.Add(
                DiagnosticCodes.Length, path, length == 0 ? "The text is empty; fill it in, or leave the field out." : $"The text has {length} characters; at least {least} are needed.",
                CauseReasons.Invalid, $"Invalid value: {Quote(text)}: {path} in body should be at least {least} chars long");
        }
        else if (schema.CompiledPattern is { } pattern && !pattern.IsMatch(text))
        {
            findings.Add(
                DiagnosticCodes.Malformed, path, $"{Quote(text)} is {Words.Form(schema.Pattern!)}",
                CauseReasons.Invalid, $"Invalid value: {Quote(text)}: {path} in body should match '{schema.Pattern}'");
        }
    }

    private void CheckNumber(JsonValue value, SchemaNode schema, FieldPath path)
    {
        _ = JsonNumbers.TryInt64(value, out var number);
        if (schema.Format == "int32" && number is < int.MinValue or > int.MaxValue)
        {
            findings.Add(
                DiagnosticCodes.Range, path.ToString(), $"{number} is out of range; {Words.Range(schema)}",
                new ServerCause(Findings.NoField, CauseReasons.Invalid, $"Invalid value: \"\": Checked value must be of type integer with format int32 in {path}"));
        }

        if (!schema.Enum.IsEmpty && !schema.Enum.Contains(number.ToString(CultureInfo.InvariantCulture)))
        {
            findings.Add(
                DiagnosticCodes.NotAllowed, path, $"{number} is not allowed; use {Words.AnyOf(schema.Enum)}.",
                CauseReasons.NotSupported, Unsupported(value, schema), blocking: true);
        }

        if (schema.Minimum is { } least && number < least)
        {
            findings.Add(
                DiagnosticCodes.Range, path, $"{number} is too small; {Words.Range(schema)}",
                CauseReasons.Invalid, $"Invalid value: {number}: {path} in body should be greater than or equal to {least}");
        }
        else if (schema.Maximum is { } most && number > most)
        {
            findings.Add(
                DiagnosticCodes.Range, path, $"{number} is too large; {Words.Range(schema)}",
                CauseReasons.Invalid, $"Invalid value: {number}: {path} in body should be less than or equal to {most}");
        }
    }

    // With type IPAddress the value has to be an address: in the definition two alternatives, of which exactly one may fit.
    private void CheckAddress(JsonObject address, FieldPath path)
    {
        var isIP = Defaulting.IsText(address["type"], out var type) && type == "IPAddress";
        if (!isIP || !Defaulting.IsText(address["value"], out var text) || text == Unknown.Marker || IsAddress(text))
        {
            return;
        }

        findings.Add(
            DiagnosticCodes.Malformed, path.Field("value").ToString(), $"{Quote(text)} is no IP address; write one such as 192.0.2.1, or set type to Hostname.",
            new ServerCause(path.Field("value").ToString(), CauseReasons.TypeInvalid, $"Invalid value: {Quote(text)}: {path.Field("value")} in body must be of type ipv4: {Quote(text)}"), blocking: true);
        findings.AddServerOnly(new ServerCause(Findings.NoField, CauseReasons.Invalid, $"Invalid value: \"\": \"{path}\" must validate one and only one schema (oneOf). Found none valid"));
        findings.AddServerOnly(new ServerCause(Findings.NoField, CauseReasons.Invalid, $"Invalid value: \"\": \"{path.Field("value")}\" must validate at least one schema (anyOf)"));
    }

    private static bool IsAddress(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return !text.AsSpan().ContainsAnyExcept(AddressCharacters) && IPAddress.TryParse(text, out _);
        }

        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(part => part.Length is > 0 and <= 20 && part.All(char.IsAsciiDigit) && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 255);
    }

    private static string TooMany(int count, int most) => $"Too many: {count}: must have at most {most} {(most == 1 ? "item" : "items")}";

    private static string Unsupported(JsonNode? value, SchemaNode schema)
    {
        var supported = string.Join(", ", schema.Enum.Select(item => $"\"{item}\""));
        return $"Unsupported value: {value?.ToJsonString(Words.Json) ?? "null"}: supported values: {supported}";
    }

    private static string JsonTypeName(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        JsonValue leaf => leaf.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => JsonNumbers.IsInteger(leaf) && JsonNumbers.TryInt64(leaf, out _) ? "integer" : "number",
            _ => "boolean",
        },
        _ => "object",
    };

    /// <summary>Text in quotes as Go's %q and JSON write it.</summary>
    internal static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\a' => quoted.Append("\\a"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\v' => quoted.Append("\\v"),
                < ' ' or 0x7f => quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                _ when !IsPrintable(rune) => quoted.Append(CultureInfo.InvariantCulture, $"\\{(rune.IsBmp ? $"u{rune.Value:x4}" : $"U{rune.Value:x8}")}"),
                _ => quoted.Append(rune),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator) || rune.Value == ' ';
}

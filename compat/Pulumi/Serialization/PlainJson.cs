using System.Collections.Immutable;
using System.Text.Json;

namespace Pulumi.Serialization;

internal static class PlainJson
{
    /// <summary>Writes a deserialized value as JSON; gives the type that JSON has no form for, if there is one.</summary>
    public static Type? TryWrite(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                return null;
            case string text:
                writer.WriteStringValue(text);
                return null;
            case double number:
                writer.WriteNumberValue(number);
                return null;
            case bool flag:
                writer.WriteBooleanValue(flag);
                return null;
            case ImmutableArray<object?> items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    if (TryWrite(writer, item) is { } unexpected)
                    {
                        return unexpected;
                    }
                }

                writer.WriteEndArray();
                return null;
            case ImmutableDictionary<string, object?> fields:
                writer.WriteStartObject();
                foreach (var (key, field) in fields)
                {
                    writer.WritePropertyName(key);
                    if (TryWrite(writer, field) is { } unexpected)
                    {
                        return unexpected;
                    }
                }

                writer.WriteEndObject();
                return null;
            case IOutput output:
                // Comes from an output value on the wire, so it is complete.
                return TryWrite(writer, output.GetDataAsync().GetAwaiter().GetResult().Value);
            default:
                return value.GetType();
        }
    }
}

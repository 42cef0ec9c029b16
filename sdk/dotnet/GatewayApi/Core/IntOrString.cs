using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sluice.GatewayApi.Core;

/// <summary>A number or a name, as in <c>targetPort</c>.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct IntOrString
{
    /// <summary>A number.</summary>
    /// <param name="number">The number.</param>
    public IntOrString(int number) => Number = number;

    /// <summary>A name.</summary>
    /// <param name="text">The name.</param>
    public IntOrString(string text) => Text = text;

    /// <summary>The number; null for a name.</summary>
    public int? Number { get; }

    /// <summary>The name; null for a number.</summary>
    public string? Text { get; }

    /// <summary>A number.</summary>
    /// <param name="number">The number.</param>
    public static implicit operator IntOrString(int number) => new(number);

    /// <summary>A name.</summary>
    /// <param name="text">The name.</param>
    public static implicit operator IntOrString(string text) => new(text);

    /// <inheritdoc/>
    public override string ToString() => Text ?? Number?.ToString(CultureInfo.InvariantCulture) ?? "";

    internal sealed class Converter : JsonConverter<IntOrString>
    {
        public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number ? new IntOrString(reader.GetInt32()) : new IntOrString(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
        {
            if (value.Text is { } text)
            {
                writer.WriteStringValue(text);
            }
            else
            {
                writer.WriteNumberValue(value.Number ?? 0);
            }
        }
    }
}

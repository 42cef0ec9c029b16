using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sluice.Routing.Model;

/// <summary>
/// Key material that no log, debugger view or message shows. It is written in clear only by <see cref="WireConverter"/>, which the
/// configuration stream and the last-good-snapshot file use; the default converter writes <c>[redacted]</c>.
/// </summary>
[DebuggerDisplay("[redacted]")]
[JsonConverter(typeof(RedactedConverter))]
public sealed class SecretText(string value) : IEquatable<SecretText>
{
    private readonly string _value = value;

    /// <summary>The clear text. Call it where the key is used, nowhere else.</summary>
    public string Reveal() => _value;

    public override string ToString() => "[redacted]";

    public bool Equals(SecretText? other) => other is not null && string.Equals(_value, other._value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as SecretText);

    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Writes <c>[redacted]</c>; reads what it finds.</summary>
    public sealed class RedactedConverter : JsonConverter<SecretText>
    {
        public override SecretText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, SecretText value, JsonSerializerOptions options) =>
            writer.WriteStringValue("[redacted]");
    }

    /// <summary>Writes the clear text, for an authenticated, encrypted stream or a file only its owner reads.</summary>
    public sealed class WireConverter : JsonConverter<SecretText>
    {
        public override SecretText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, SecretText value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Reveal());
    }
}

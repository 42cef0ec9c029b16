using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Engine.Secrets;
using Sluice.Engine.Values;

namespace Sluice.Engine.State;

/// <summary>Property values from and to the state file's JSON, secrets encrypted.</summary>
internal static class StateValues
{
    public static PropertyMap Read(JsonObject? json, SecretsManager secrets) =>
        json is null ? PropertyMap.Empty : PropertyMap.From(json.Select(m => KeyValuePair.Create(m.Key, Read(m.Value, secrets))));

    public static PropertyValue Read(JsonNode? node, SecretsManager secrets)
    {
        switch (node)
        {
            case JsonArray array:
                return PropertyValue.ListOf(array.Select(i => Read(i, secrets)));
            case JsonObject o when o[ValueSignatures.Key] is { } signature:
                return ReadSigned(o, signature.GetValue<string>(), secrets);
            case JsonObject o:
                return Read(o, secrets);
            default:
                return PlainJson.Read(node);
        }
    }

    public static void Write(Utf8JsonWriter writer, PropertyMap map, SecretsManager secrets)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in map)
        {
            writer.WritePropertyName(name);
            Write(writer, value, secrets);
        }

        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, PropertyValue value, SecretsManager secrets)
    {
        switch (value)
        {
            case PropertyValue.Bool b:
                writer.WriteBooleanValue(b.Value);
                break;
            case PropertyValue.Number n when !double.IsFinite(n.Value) || (n.Value == 0 && double.IsNegative(n.Value)):
                StartSigned(writer, ValueSignatures.Float);
                writer.WriteString("value", BitConverter.DoubleToUInt64Bits(n.Value).ToString("x16", CultureInfo.InvariantCulture));
                writer.WriteEndObject();
                break;
            case PropertyValue.Number n:
                PlainJson.Number(n.Value).WriteTo(writer);
                break;
            case PropertyValue.Text t:
                writer.WriteStringValue(t.Value);
                break;
            case PropertyValue.List l:
                writer.WriteStartArray();
                foreach (var item in l.Items)
                {
                    Write(writer, item, secrets);
                }

                writer.WriteEndArray();
                break;
            case PropertyValue.Map m:
                Write(writer, m.Members, secrets);
                break;
            case PropertyValue.Secret s:
                StartSigned(writer, ValueSignatures.Secret);
                writer.WriteString("ciphertext", secrets.Encrypt(Encode(s.Element, secrets)));
                writer.WriteEndObject();
                break;
            case PropertyValue.Output o:
                var element = o.Element ?? PropertyValue.UnknownValue;
                Write(writer, o.IsSecret ? PropertyValue.SecretOf(element) : element, secrets);
                break;
            case PropertyValue.Asset a:
                StartSigned(writer, a.IsArchive ? ValueSignatures.Archive : ValueSignatures.Asset);
                foreach (var (name, member) in a.Members)
                {
                    writer.WritePropertyName(name);
                    Write(writer, member, secrets);
                }

                writer.WriteEndObject();
                break;
            case PropertyValue.Reference r:
                StartSigned(writer, ValueSignatures.Resource);
                writer.WriteString("urn", r.Urn.Value);
                if (r.Id is not null)
                {
                    writer.WriteString("id", r.Id.AsText ?? "");
                }

                if (r.PackageVersion.Length > 0)
                {
                    writer.WriteString("packageVersion", r.PackageVersion);
                }

                writer.WriteEndObject();
                break;
            case PropertyValue.Unknown:
                // The format has no unknown. It can only be met in a state that a preview never saves.
                throw new InvalidOperationException("An unknown value reached the state file.");
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static string Encode(PropertyValue value, SecretsManager secrets)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Write(writer, value, secrets);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void StartSigned(Utf8JsonWriter writer, string signature)
    {
        writer.WriteStartObject();
        writer.WriteString(ValueSignatures.Key, signature);
    }

    private static PropertyValue ReadSigned(JsonObject json, string signature, SecretsManager secrets)
    {
        switch (signature)
        {
            case ValueSignatures.Secret:
                var text = json["plaintext"]?.GetValue<string>() is { Length: > 0 } plain
                    ? plain
                    : secrets.Decrypt(json["ciphertext"]?.GetValue<string>() ?? throw new FormatException("a secret has neither ciphertext nor plaintext"));
                return PropertyValue.SecretOf(Read(JsonNode.Parse(text), secrets));
            case ValueSignatures.Asset or ValueSignatures.Archive:
                var members = json.Where(m => m.Key != ValueSignatures.Key).Select(m => KeyValuePair.Create(m.Key, Read(m.Value, secrets)));
                return new PropertyValue.Asset(signature == ValueSignatures.Archive, PropertyMap.From(members));
            case ValueSignatures.Resource:
                var id = json["id"] is { } given ? new PropertyValue.Text(given.GetValue<string>()) : null;
                return new PropertyValue.Reference(new Urn(json["urn"]!.GetValue<string>()), id, json["packageVersion"]?.GetValue<string>() ?? "");
            case ValueSignatures.Float:
                return BitConverter.UInt64BitsToDouble(ulong.Parse(json["value"]!.GetValue<string>(), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            case ValueSignatures.Bytes:
                return Encoding.UTF8.GetString(Convert.FromBase64String(json["value"]!.GetValue<string>()));
            default:
                throw new FormatException($"a value carries the unknown signature '{signature}'");
        }
    }
}

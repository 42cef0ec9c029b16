using System.Text.Json.Nodes;

namespace Sluice.Engine.Values;

/// <summary>Property values from and to plain JSON, as the Kubernetes API and <c>stack output --json</c> use it: secrets in clear, no marks.</summary>
internal static class PlainJson
{
    public static PropertyValue Read(JsonNode? node) => node switch
    {
        null => PropertyValue.NullValue,
        JsonObject o => Read(o),
        JsonArray a => PropertyValue.ListOf(a.Select(Read)),
        _ => node.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.True => PropertyValue.True,
            System.Text.Json.JsonValueKind.False => PropertyValue.False,
            System.Text.Json.JsonValueKind.Number => node.AsValue().TryGetValue<double>(out var n) ? n : Convert.ToDouble(node.ToString(), System.Globalization.CultureInfo.InvariantCulture),
            System.Text.Json.JsonValueKind.String => node.GetValue<string>(),
            _ => PropertyValue.NullValue,
        },
    };

    public static PropertyMap Read(JsonObject json) => PropertyMap.From(json.Select(static m => KeyValuePair.Create(m.Key, Read(m.Value))));

    public static JsonObject Write(PropertyMap map)
    {
        var result = new JsonObject();
        foreach (var (name, value) in map)
        {
            result[name] = Write(value);
        }

        return result;
    }

    public static JsonNode? Write(PropertyValue value) => value switch
    {
        PropertyValue.Bool b => JsonValue.Create(b.Value),
        PropertyValue.Number n => Number(n.Value),
        PropertyValue.Text t => JsonValue.Create(t.Value),
        PropertyValue.List l => new JsonArray([.. l.Items.Select(Write)]),
        PropertyValue.Map m => Write(m.Members),
        PropertyValue.Secret s => Write(s.Element),
        PropertyValue.Output o => o.Element is null ? JsonValue.Create(ValueSignatures.UnknownText) : Write(o.Element),
        PropertyValue.Reference r => r.Id is null ? JsonValue.Create(r.Urn.Value) : Write(r.Id),
        PropertyValue.Unknown => JsonValue.Create(ValueSignatures.UnknownText),
        PropertyValue.Asset a => Write(a.Members),
        _ => null,
    };

    /// <summary>Whole numbers are written as such: API servers refuse <c>80.0</c> where an integer is wanted.</summary>
    public static JsonValue Number(double value) =>
        double.IsInteger(value) && Math.Abs(value) < 1L << 53 ? JsonValue.Create((long)value) : JsonValue.Create(value);
}

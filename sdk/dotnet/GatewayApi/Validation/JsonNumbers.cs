using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.GatewayApi.Validation;

/// <summary>Numbers as they are written: <c>80</c> and <c>80.0</c> differ.</summary>
internal static class JsonNumbers
{
    /// <summary>True where the number is written without fraction and exponent.</summary>
    public static bool IsInteger(JsonNode? node) => Raw(node) is { } raw && raw.AsSpan().IndexOfAny('.', 'e', 'E') < 0;

    /// <summary>The number, where it is whole and fits; <c>80.0</c> is whole.</summary>
    public static bool TryInt64(JsonNode? node, out long number)
    {
        number = 0;
        if (Raw(node) is not { } raw)
        {
            return false;
        }

        if (long.TryParse(raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
        {
            return true;
        }

        if (double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && Math.Floor(real) == real && Math.Abs(real) < 9.2e18)
        {
            number = (long)real;
            return true;
        }

        return false;
    }

    public static double Double(JsonNode? node) =>
        Raw(node) is { } raw && double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : double.NaN;

    public static string? Raw(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? value.ToJsonString() : null;
}

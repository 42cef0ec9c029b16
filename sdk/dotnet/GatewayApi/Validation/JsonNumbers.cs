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

    /// <summary>A real number as Go writes it: the shortest digits that give it back, with an exponent from a million on.</summary>
    public static string GoText(double number)
    {
        var digits = number.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = number == 0 ? 0 : int.Parse(digits[(digits.IndexOf('E', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
        if (exponent is >= -4 and < 6)
        {
            return number.ToString("0.################", CultureInfo.InvariantCulture);
        }

        // The shortest round-trip form, as "1E+06".
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var mantissa = (shortest.Contains('E', StringComparison.Ordinal) ? shortest[..shortest.IndexOf('E', StringComparison.Ordinal)] : shortest).Replace(".", "", StringComparison.Ordinal);
        var sign = mantissa.StartsWith('-') ? "-" : "";
        mantissa = mantissa.TrimStart('-').TrimStart('0').TrimEnd('0');
        var fraction = mantissa.Length > 1 ? "." + mantissa[1..] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{mantissa[0]}{fraction}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent):00}");
    }

    public static string? Raw(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? value.ToJsonString() : null;
}

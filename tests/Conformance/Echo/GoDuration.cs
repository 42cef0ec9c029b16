using System.Globalization;

namespace Sluice.Conformance.Echo;

/// <summary>Durations as Go writes them, as far as the suite uses them: a number and <c>ms</c>, <c>s</c> or <c>m</c>.</summary>
internal static class GoDuration
{
    public static TimeSpan Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return TimeSpan.Zero;
        }

        var (unit, milliseconds) = text.EndsWith("ms", StringComparison.Ordinal) ? ("ms", 1.0) : text.EndsWith('s') ? ("s", 1000.0) : ("m", 60_000.0);
        return double.TryParse(text[..^unit.Length], CultureInfo.InvariantCulture, out var number) ? TimeSpan.FromMilliseconds(number * milliseconds) : TimeSpan.Zero;
    }
}

using System.Globalization;

namespace Pulumi;

/// <summary>Durations as the engine writes them: numbers with units, one after the other, as in 1h15m30.5s.</summary>
internal static class WireDuration
{
    /// <summary>The time span; null for an empty text.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var ticks = 0d;
        var position = text[0] is '-' or '+' ? 1 : 0;
        while (position < text.Length)
        {
            var start = position;
            while (position < text.Length && (char.IsAsciiDigit(text[position]) || text[position] == '.'))
            {
                position++;
            }

            var number = text[start..position];
            start = position;
            while (position < text.Length && !char.IsAsciiDigit(text[position]) && text[position] != '.')
            {
                position++;
            }

            if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            {
                throw new FormatException($"'{text}' is not a duration.");
            }

            ticks += amount * TicksOf(text[start..position], text);
        }

        return TimeSpan.FromTicks((long)Math.Round(text[0] == '-' ? -ticks : ticks));
    }

    private static double TicksOf(string unit, string text) => unit switch
    {
        "ns" => 0.01,
        "us" or "µs" or "μs" => TimeSpan.TicksPerMicrosecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        _ => throw new FormatException($"'{text}' is not a duration: unknown unit '{unit}'."),
    };
}

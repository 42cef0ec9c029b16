using System.Buffers;
using System.Globalization;

namespace Sluice.GatewayApi.Validation;

/// <summary>Durations as the Gateway API writes them (GEP-2257): up to four groups of a number and h, m, s or ms, which add up.</summary>
public static class Durations
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>Reads a duration such as <c>1h30m</c> or <c>500ms</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="duration">The sum of the groups.</param>
    /// <returns>False where the text has another form.</returns>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        return text is not null && SchemaTable.Compile(Patterns.Duration).IsMatch(text) && TryParseGo(text, out duration);
    }

    /// <summary>Writes a duration in the fewest groups; parts below a millisecond are cut off.</summary>
    /// <param name="duration">Zero or more, below 100,000 hours.</param>
    public static string Format(TimeSpan duration)
    {
        if (duration <= TimeSpan.Zero)
        {
            return "0s";
        }

        var text = "";
        foreach (var (amount, unit) in ((long, string)[])[((long)duration.TotalHours, "h"), (duration.Minutes, "m"), (duration.Seconds, "s"), (duration.Milliseconds, "ms")])
        {
            text += amount == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{amount}{unit}");
        }

        return text.Length == 0 ? "0s" : text;
    }

    // Go's own, wider form, which the server's rules use: fractions, signs, further units.
    internal static bool TryParseGo(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        rest = rest.TrimStart("+-");
        if (rest.SequenceEqual("0"))
        {
            return true;
        }

        if (rest.IsEmpty || text.Length - rest.Length > 1)
        {
            return false;
        }

        var ticks = 0m;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            {
                return false;
            }

            rest = rest[digits..];
            var length = rest.IndexOfAny(Digits);
            var unit = length < 0 ? rest : rest[..length];
            decimal? scale = unit switch
            {
                "h" => TimeSpan.TicksPerHour,
                "m" => TimeSpan.TicksPerMinute,
                "s" => TimeSpan.TicksPerSecond,
                "ms" => TimeSpan.TicksPerMillisecond,
                "us" or "µs" => 10m,
                "ns" => 0.01m,
                _ => null,
            };
            if (scale is null)
            {
                return false;
            }

            ticks += amount * scale.Value;
            rest = rest[unit.Length..];
            if (ticks > long.MaxValue)
            {
                return false;
            }
        }

        duration = new TimeSpan((long)(negative ? -ticks : ticks));
        return true;
    }
}

using System.Buffers;
using System.Globalization;

namespace Sluice.Engine.Monitor;

/// <summary>Reads and writes durations as Go writes them: <c>300000000000ns</c>, <c>1h2m3.5s</c>.</summary>
internal static class GoDuration
{
    private static readonly (string Unit, double Seconds)[] Units =
    [
        ("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600),
    ];

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>The duration in seconds; an empty text is zero.</summary>
    /// <exception cref="EngineException">The text is no duration.</exception>
    public static double Seconds(string text, string option)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        var total = 0d;
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            {
                throw Malformed(text, option);
            }

            rest = rest[digits..];
            var length = rest.IndexOfAny(Digits);
            var unit = (length < 0 ? rest : rest[..length]).ToString();
            var known = Array.Find(Units, u => u.Unit == unit);
            total += known.Unit is null ? throw Malformed(text, option) : amount * known.Seconds;
            rest = length < 0 ? [] : rest[length..];
        }

        return total;
    }

    /// <summary>Writes seconds; zero is an empty text.</summary>
    public static string Text(double seconds) => seconds == 0 ? "" : (seconds * 1e9).ToString("F0", CultureInfo.InvariantCulture) + "ns";

    private static EngineException Malformed(string text, string option) =>
        new($"customTimeouts.{option}: '{text}' is not a duration. Allowed are numbers with the units ns, us, ms, s, m and h, such as '5m'.");
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace VerifyTests;

internal static partial class InlineGuids
{
    public static void Scrub(StringBuilder builder)
    {
        var numbers = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var scrubbed = Pattern().Replace(builder.ToString(), match =>
        {
            if (match.ValueSpan.Trim("0-").IsEmpty)
            {
                return "Guid_Empty";
            }

            var number = numbers.TryGetValue(match.Value, out var known) ? known : numbers[match.Value] = numbers.Count + 1;
            return string.Create(CultureInfo.InvariantCulture, $"Guid_{number}");
        });
        builder.Clear().Append(scrubbed);
    }

    [GeneratedRegex(@"(?<![0-9a-zA-Z])[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?![0-9a-zA-Z])")]
    private static partial Regex Pattern();
}

using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Sluice.Routing.Matching;

/// <summary>
/// Regular expressions of routes: whole-value, case-sensitive, and non-backtracking, so that the time of a match is linear in the
/// length of the value whatever the expression.
/// </summary>
public static class RegularExpressions
{
    private const int StackLimit = 512;

    /// <summary>Compiles an expression; <paramref name="problem"/> says in words why it can't be used.</summary>
    public static bool TryCompile(string expression, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? problem)
    {
        try
        {
            regex = new Regex($@"\A(?:{expression})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            problem = null;
            return true;
        }
        catch (NotSupportedException)
        {
            problem = "it uses a construct that needs backtracking (lookaround, backreference, atomic group or conditional)";
        }
        catch (ArgumentException exception)
        {
            problem = exception.Message;
        }

        regex = null;
        return false;
    }

    internal static bool IsMatch(Regex regex, ReadOnlySpan<byte> value)
    {
        if (value.Length <= StackLimit)
        {
            Span<char> characters = stackalloc char[StackLimit];
            return regex.IsMatch(characters[..Encoding.Latin1.GetChars(value, characters)]);
        }

        return regex.IsMatch(Encoding.Latin1.GetString(value));
    }
}

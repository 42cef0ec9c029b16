using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Sluice.Routing.Matching;

/// <summary>
/// Regular expressions of routes: whole-value, case-sensitive, non-backtracking and of bounded size, so that the time of a match is linear
/// in the length of the value whatever the expression, and its memory bounded.
/// </summary>
public static class RegularExpressions
{
    private const int StackLimit = 512;

    // About five states per character or repetition. Without a bound a{1000}{9} would still be linear, at a price of seconds and
    // hundreds of megabytes that whoever may write routes would put on all others.
    private const int MaxStates = 3000;

    // The runtime takes the bound from here, before the first expression without backtracking is made; only routes have such.
    static RegularExpressions() => AppContext.SetData("REGEX_NONBACKTRACKING_MAX_AUTOMATA_SIZE", MaxStates);

    /// <summary>Compiles an expression; <paramref name="problem"/> says in words why it can't be used.</summary>
    public static bool TryCompile(string expression, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? problem)
    {
        try
        {
            // By itself first: "a)|(b" would become sound by what is put around it, and match parts of values.
            _ = new Regex(expression, RegexOptions.CultureInvariant);
            regex = new Regex($@"\A(?:{expression})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            problem = null;
            return true;
        }
        catch (NotSupportedException)
        {
            problem = "it needs backtracking (lookaround, backreference, atomic group, conditional) or is too large (more than 600 characters or counted repetitions)";
        }
        catch (ArgumentException exception)
        {
            problem = exception.Message.TrimEnd('.');
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

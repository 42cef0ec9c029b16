using System.Runtime.CompilerServices;

namespace Sluice.TestKit;

/// <summary>
/// Compares a text with a file that is kept in the repository. <c>UPDATE_GOLDEN=1</c> rewrites the file; the test then fails once, so
/// that the change is looked at before it is committed. A CI run refuses the variable.
/// </summary>
public static class Golden
{
    private const string Variable = "UPDATE_GOLDEN";

    /// <summary>The folders below <c>golden</c> beside the calling file, one per case, sorted.</summary>
    public static IReadOnlyList<string> Cases([CallerFilePath] string caller = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(caller)!, "golden");
        return [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
    }

    /// <summary>A file of a case.</summary>
    public static string PathOf(string @case, string file, [CallerFilePath] string caller = "") =>
        Path.Combine(Path.GetDirectoryName(caller)!, "golden", @case, file);

    /// <summary>Throws where the file's content is not <paramref name="actual"/>; the message shows the first difference and the cure.</summary>
    public static void Verify(string path, string actual)
    {
        var expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (expected == actual)
        {
            return;
        }

        var (line, was, now) = FirstDifference(expected, actual);
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                throw new InvalidOperationException($"{Variable} is set in a CI run; golden files are rewritten on a developer's machine only.");
            }

            File.WriteAllText(path, actual);
            throw new GoldenMismatchException($"{path} was rewritten from line {line} on. Look at the difference, then run again without {Variable}.");
        }

        throw new GoldenMismatchException($"{path}, line {line}:\n  golden: {was}\n  actual: {now}\nIf the new text is right, run with {Variable}=1 and commit the file.");
    }

    private static (int Line, string Was, string Now) FirstDifference(string expected, string actual)
    {
        var (before, after) = (expected.Split('\n'), actual.Split('\n'));
        var i = 0;
        while (i < before.Length && i < after.Length && before[i] == after[i])
        {
            i++;
        }

        return (i + 1, i < before.Length ? before[i] : "(end)", i < after.Length ? after[i] : "(end)");
    }
}

/// <summary>A text differs from its golden file.</summary>
public sealed class GoldenMismatchException(string message) : Exception(message);

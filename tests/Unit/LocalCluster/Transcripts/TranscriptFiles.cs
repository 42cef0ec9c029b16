using Sluice.TestKit;

namespace Sluice.LocalCluster.Tests.Transcripts;

/// <summary>Where conversations lie: our own in this folder, recorded ones beside the checkout, if they are at hand.</summary>
internal static class TranscriptFiles
{
    private static string Own => Path.Combine(AppContext.BaseDirectory, "Transcripts");

    private static string Recorded => Path.Combine(BuildOutput.Root, "..", "shared", "kubernetes", "transcripts");

    /// <summary>The names of our own conversations in a folder, and of those of the recorded ones that exist.</summary>
    public static IEnumerable<string> Names(string folder, params IEnumerable<string> recorded) =>
        Directory.EnumerateFiles(Path.Combine(Own, folder), "*.http")
            .Select(path => $"{folder}/{Path.GetFileNameWithoutExtension(path)}")
            .Concat(recorded.Where(name => File.Exists(PathOf(name))))
            .Order(StringComparer.Ordinal);

    /// <summary>A name with a folder in it is one of ours.</summary>
    public static string PathOf(string name) => Path.Combine(name.Contains('/', StringComparison.Ordinal) ? Own : Recorded, name + ".http");

    /// <summary>The exchanges of a conversation that cannot be the same here: <c>excluded.txt</c> says why.</summary>
    public static HashSet<string> Excluded(string name) => [.. File.ReadLines(Path.Combine(Own, "excluded.txt"))
        .Select(line => line.Split(' ', 3))
        .Where(words => words.Length == 3 && words[0] == name)
        .Select(words => words[1])];
}

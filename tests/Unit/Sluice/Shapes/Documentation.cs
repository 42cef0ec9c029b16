namespace Sluice.Tests.Shapes;

/// <summary>What docs/components.md shows is taken from code that compiles and messages that are pinned.</summary>
public sealed class Documentation
{
    [Fact]
    public void ComponentsPage_ShowsOnlyWhatIsInTheSources()
    {
        var root = Root();
        var sources = new[] { "examples/bookinfo", "examples/httpbin-tls", "tests/Unit/Sluice" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(path => Plain(File.ReadLines(path)))
            .ToList();
        var blocks = Blocks(File.ReadAllLines(Path.Combine(root, "docs/components.md"))).ToList();

        Assert.NotEmpty(blocks);
        Assert.DoesNotContain(blocks, block => !sources.Exists(source => source.Contains(block, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Blocks(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] is "```csharp" or "```text")
            {
                var block = lines.Skip(i + 1).TakeWhile(line => line != "```").ToList();
                yield return Plain(block);
                i += block.Count + 1;
            }
        }
    }

    private static string Plain(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sluice.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} is not below the repository's root.");
    }
}

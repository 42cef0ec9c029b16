namespace Sluice.Verification;

/// <summary>What the tests of this repository expect of Verify.Xunit, whichever package serves it.</summary>
public sealed class VerifierTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("verify-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task Text_EqualToVerifiedFile_Passes() => Verify("apiVersion: v1\nkind: Namespace\n".TrimEnd(), extension: "yaml");

    [Fact]
    public async Task Text_EqualToVerifiedFile_RemovesReceivedFile()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "kept.verified.txt"), "hello");
        await File.WriteAllTextAsync(Path.Combine(_folder, "kept.received.txt"), "stale");

        await Verify("hello").UseDirectory(_folder).UseFileName("kept");

        Assert.Equal(["kept.verified.txt"], FilesIn(_folder));
    }

    [Fact]
    public async Task Text_DifferentFromVerifiedFile_FailsAndLeavesReceivedFile()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "changed.verified.txt"), "old");

        var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await Verify("new").UseDirectory(_folder).UseFileName("changed"));

        Assert.Contains("NotEqual", failure.Message, StringComparison.Ordinal);
        Assert.Contains("changed.received.txt", failure.Message, StringComparison.Ordinal);
        Assert.Equal("new", await File.ReadAllTextAsync(Path.Combine(_folder, "changed.received.txt")));
        Assert.Equal("old", await File.ReadAllTextAsync(Path.Combine(_folder, "changed.verified.txt")));
    }

    [Fact]
    public async Task Text_WithoutVerifiedFile_FailsAndLeavesReceivedFile()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await Verify("new").UseDirectory(_folder).UseFileName("first"));

        Assert.Contains("New:", failure.Message, StringComparison.Ordinal);
        Assert.Contains("first.received.txt", FilesIn(_folder));
    }

    [Fact]
    public async Task FileName_ByDefault_IsClassAndMethod()
    {
        await Assert.ThrowsAnyAsync<Exception>(async () => await Verify("text", extension: "yaml").UseDirectory(_folder));

        Assert.Contains("VerifierTests.FileName_ByDefault_IsClassAndMethod.received.yaml", FilesIn(_folder));
    }

    [Theory]
    [InlineData(7, "a")]
    public async Task FileName_OfTheory_HasParameterValues(int number, string text)
    {
        await Assert.ThrowsAnyAsync<Exception>(async () => await Verify($"{number}{text}").UseDirectory(_folder).UseParameters(number, text));

        Assert.Contains("VerifierTests.FileName_OfTheory_HasParameterValues_number=7_text=a.received.txt", FilesIn(_folder));
    }

    [Fact]
    public async Task Text_WithWindowsLineEndings_EqualsVerifiedFileWithout()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "lines.verified.txt"), "a\nb");

        await Verify("a\r\nb").UseDirectory(_folder).UseFileName("lines");
    }

    [Fact]
    public async Task Scrubbers_ChangeTheTextBeforeItIsCompared()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "scrubbed.verified.txt"), "id: Guid_1\nid: Guid_1");
        var settings = new VerifySettings();
        settings.UseDirectory(_folder);
        settings.UseFileName("scrubbed");
        settings.ScrubInlineGuids();
        settings.ScrubLinesContaining("noise");

        await Verify("id: 0f8fad5b-d9cb-469f-a165-70867728950e\nsome Noise\nid: 0f8fad5b-d9cb-469f-a165-70867728950e", settings);
    }

    private static string[] FilesIn(string folder) => [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
}

using Sluice.LocalCluster.Node.Images;

namespace Sluice.LocalCluster.Tests.Node;

public sealed class ImageCatalogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sluice-catalog-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("nginx", "nginx")]
    [InlineData("nginx:1.27", "nginx")]
    [InlineData("ghcr.io/a/b:v1", "ghcr.io/a/b")]
    [InlineData("localhost:5000/a", "localhost:5000/a")]
    [InlineData("ghcr.io/a/b@sha256:0123", "ghcr.io/a/b")]
    public void Repository_DropsTagAndDigest(string image, string expected) => Assert.Equal(expected, ImageCatalog.Repository(image));

    [Fact]
    public void Find_ResolvesFilesAgainstTheCatalog_AndReadsItAgainWhenItChanges()
    {
        string program = Path.Combine(_folder.FullName, "bin", "a.dll");
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        File.WriteAllText(program, "");
        string file = Write("""{"images":{"docker.io/x/a":{"command":["dotnet","bin/a.dll","--role"],"args":["all"],"env":{"K":"v"}}}}""");
        var catalog = new ImageCatalog([file]);

        ImageEntry entry = catalog.Find("x/a:1", out _)!;
        Assert.Equal(["dotnet", program, "--role"], entry.Command);
        Assert.Equal(["all"], entry.Arguments);
        Assert.Equal("v", entry.Environment["K"]);
        Assert.Equal(Path.GetDirectoryName(program), entry.WorkingDirectory);

        Write("""{"images":{"other":{"command":["true"]}}}""");
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(5));
        Assert.Null(catalog.Find("x/a:1", out string problem));
        Assert.Contains("\"x/a\"", problem, StringComparison.Ordinal);
        Assert.NotNull(catalog.Find("other", out _));
    }

    [Fact]
    public void Find_ProgramThatIsNotBuilt_SaysSo()
    {
        var catalog = new ImageCatalog([Write("""{"images":{"a":{"command":["dotnet","./missing.dll"]}}}""")]);

        Assert.Null(catalog.Find("a:1", out string problem));
        Assert.Contains("missing.dll, which does not exist. Build that project first.", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_BrokenCatalog_NamesTheFile()
    {
        string file = Write("{\"images\": [");
        Assert.Null(new ImageCatalog([file]).Find("a", out string problem));
        Assert.Contains(file, problem, StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        string file = Path.Combine(_folder.FullName, "images.json");
        File.WriteAllText(file, text);
        return file;
    }
}

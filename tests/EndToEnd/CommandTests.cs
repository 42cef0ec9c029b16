using Sluice.GatewayApi.Yaml;

namespace Sluice.EndToEnd.Tests;

/// <summary>The commands beside up and destroy.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task Render_WritesOneFilePerObject_TheSameEachTime()
    {
        await using var state = new StateFolder();
        using var project = ProgramFolder.Bookinfo();
        var sluice = new SluiceCommand(state.Path);
        var (first, second) = (Path.Combine(project.Path, "first"), Path.Combine(project.Path, "second"));

        await sluice.SucceedAsync(project.Path, "render", "--out", first);
        await sluice.SucceedAsync(project.Path, "render", "--out", second, "--no-build");

        var files = Directory.GetFiles(first).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal("01-namespace-bookinfo.yaml", files[0]);
        Assert.Contains(files, file => file.EndsWith("-httproute-bookinfo-reviews.yaml", StringComparison.Ordinal));
        Assert.Equal(files, Directory.GetFiles(second).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.All(files, file =>
        {
            var text = File.ReadAllText(Path.Combine(first, file));
            Assert.Equal(text, File.ReadAllText(Path.Combine(second, file)));
            var item = Assert.Single(Manifests.ParseTrees(text));
            Assert.Equal($"-{((string)item["kind"]!).ToLowerInvariant()}-", file[2..(4 + ((string)item["kind"]!).Length)]);
        });

        // Nothing was started for it.
        Assert.Contains("The local cluster is not running", await sluice.SucceedAsync(project.Path, "local", "status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_KeepsSecretsEncrypted()
    {
        await using var state = new StateFolder();
        using var project = ProgramFolder.Bookinfo();
        var sluice = new SluiceCommand(state.Path);

        await sluice.SucceedAsync(project.Path, "config", "set", "--secret", "token", "hunter2");
        await sluice.SucceedAsync(project.Path, "config", "set", "reviewsTester", "anna");

        var file = await File.ReadAllTextAsync(Path.Combine(project.Path, "Pulumi.dev.yaml"));
        Assert.DoesNotContain("hunter2", file, StringComparison.Ordinal);
        Assert.Contains("bookinfo:token:\n    secure: v1:", file, StringComparison.Ordinal);
        Assert.Contains("bookinfo:reviewsTester: anna", file, StringComparison.Ordinal);
        Assert.Equal("hunter2", (await sluice.SucceedAsync(project.Path, "config", "get", "token")).Trim());
    }

    [Fact]
    public async Task Preview_ShowsWhatUpWouldDo_AndDoesNothing_InAClusterThatStartsAndStops()
    {
        await using var state = new StateFolder();
        using var project = ProgramFolder.Bookinfo();
        var sluice = new SluiceCommand(state.Path);

        await sluice.SucceedAsync(project.Path, "local", "start");
        Assert.Contains("sluice-system/sluice-control", await sluice.SucceedAsync(project.Path, "local", "status"), StringComparison.Ordinal);
        Assert.Contains("current-context: sluice-local", await sluice.SucceedAsync(project.Path, "local", "kubeconfig"), StringComparison.Ordinal);

        for (var time = 0; time < 2; time++)
        {
            var preview = await sluice.SucceedAsync(project.Path, "preview");
            Assert.Contains("Target: the local cluster", preview, StringComparison.Ordinal);
            Assert.Matches(@"HTTPRoute\s+reviews\s+create", preview);
            Assert.Matches(@"\+ \d+ to create", preview);
        }

        await sluice.SucceedAsync(project.Path, "local", "stop");
        Assert.Empty(state.Processes());
    }
}

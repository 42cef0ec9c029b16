namespace Sluice.EndToEnd.Tests;

/// <summary>Ctrl-C during a deployment: the state says what is true, and the next run goes on from there.</summary>
[Collection(nameof(ClusterFixture))]
public sealed class InterruptTests(ClusterFixture cluster)
{
    private readonly SluiceCommand _sluice = cluster.Sluice;

    [Fact]
    public async Task CtrlC_WhileWaiting_KeepsWhatWasMadeInTheState()
    {
        using var project = ProgramFolder.Case("interrupted", "never-ready", ("ready", "no"));
        using var up = _sluice.Start(project.Path, "up", "--yes", "--skip-preview");
        await up.PrintsAsync("second creating (0s) ");

        await up.InterruptAsync();
        var result = await up.EndAsync();

        Assert.Equal(130, result.ExitCode);
        Assert.Contains("Press Ctrl-C again to end at once.", result.Errors, StringComparison.Ordinal);
        Assert.Contains("the wait was stopped", result.Output, StringComparison.Ordinal);

        // Both objects are known, so that nothing is made twice and everything can be deleted.
        await _sluice.SucceedAsync(project.Path, "config", "set", "ready", "yes");
        Assert.Matches(@"~ 1 updated\s+3 unchanged", await _sluice.SucceedAsync(project.Path, "up", "--yes"));
        Assert.Matches("- 4 deleted", await _sluice.SucceedAsync(project.Path, "destroy", "--yes"));
    }

    [Fact]
    public async Task CtrlCTwice_EndsWithItsProgram_AndLeavesNothingLocked()
    {
        using var project = ProgramFolder.Case("interrupted-twice", "waits");
        var started = Path.Combine(project.Path, "started");
        await _sluice.SucceedAsync(project.Path, "config", "set", "started", started);
        await _sluice.SucceedAsync(project.Path, "config", "set", "go", Path.Combine(project.Path, "go"));
        using var up = _sluice.Start(project.Path, "up", "--yes", "--skip-preview");
        await up.WritesAsync(started);
        var program = int.Parse(await File.ReadAllTextAsync(started), System.Globalization.CultureInfo.InvariantCulture);

        await up.InterruptAsync();
        await up.WarnsAsync("Press Ctrl-C again to end at once.");
        await up.InterruptAsync();
        var result = await up.EndAsync();

        Assert.Equal(130, result.ExitCode);
        for (var tries = 0; IsAlive(program); tries++)
        {
            Assert.True(tries < 200, "the program outlived its engine");
            await Task.Delay(50);
        }

        // Nothing is locked, and the state is whole.
        await _sluice.SucceedAsync(project.Path, "destroy", "--yes");
    }

    /// <summary>A zombie is dead: only its new parent has not looked yet.</summary>
    private static bool IsAlive(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }
}

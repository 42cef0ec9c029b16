using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sluice.EndToEnd.Tests;

/// <summary>The life of the Bookinfo example, command by command, as a new user goes through it.</summary>
public sealed partial class BookinfoTests
{
    [Fact]
    public async Task Bookinfo_UpChangeRecoverDown()
    {
        await using var state = new StateFolder();
        using var project = ProgramFolder.Bookinfo();
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        var sluice = new SluiceCommand(state.Path);

        // Up: the page is there as soon as the command has ended.
        var up = await sluice.SucceedAsync(project.Path, "up", "--yes");
        Assert.Contains("Target: the local cluster", up, StringComparison.Ordinal);
        Assert.Matches(@"\+ \d+ created", up);
        using var outputs = JsonDocument.Parse((await sluice.RunAsync(project.Path, "stack", "output", "--json")).Output);
        var page = await client.GetStringAsync(Url(outputs, "productPageUrl"));
        Assert.Contains("<title>Simple Bookstore App</title>", page, StringComparison.Ordinal);
        Assert.Contains("The Comedy of Errors", page, StringComparison.Ordinal);
        Assert.Contains("PublisherA", page, StringComparison.Ordinal);
        Assert.Contains("Reviewer1", page, StringComparison.Ordinal);

        // Up again: nothing to do.
        var again = await sluice.SucceedAsync(project.Path, "up", "--yes");
        Assert.Matches(@"Resources:\s+\d+ unchanged\s", again);
        Assert.DoesNotMatch(@"\d+ (created|updated|replaced|deleted)", again);

        // One configuration value: one object changes in place, under load, and no request is lost.
        var reviews = Url(outputs, "reviewsUrl");
        await sluice.SucceedAsync(project.Path, "config", "set", "reviewsCanaryWeight", "50");
        string changed;
        await using (var load = new LoadGenerator(reviews))
        {
            changed = await sluice.SucceedAsync(project.Path, "up", "--yes");
            await load.StopAsync();
            Assert.True(load.Requests > 100, $"only {load.Requests} requests during the update");
            Assert.Empty(load.Failures);
        }

        Assert.Matches(@"~ 1 updated\s+\d+ unchanged", changed);
        var canary = 0;
        for (var i = 0; i < 1_000; i++)
        {
            canary += (await client.GetStringAsync(reviews)).Contains("\"podname\":\"reviews-v3", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.InRange(canary, 450, 550);

        // A killed cluster process: the next up starts it again and everything is as it was.
        var status = await sluice.SucceedAsync(project.Path, "local", "status");
        using (var cluster = Process.GetProcessById(int.Parse(ClusterPid().Match(status).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)))
        {
            cluster.Kill();
            await cluster.WaitForExitAsync();
        }

        Assert.Matches(@"Resources:\s+\d+ unchanged\s", await sluice.SucceedAsync(project.Path, "up", "--yes"));
        Assert.Contains("The Comedy of Errors", await client.GetStringAsync(Url(outputs, "productPageUrl")), StringComparison.Ordinal);

        // Down: nothing runs any more.
        var down = await sluice.SucceedAsync(project.Path, "destroy", "--yes", "--stop-cluster");
        Assert.Matches(@"- \d+ deleted", down);
        Assert.Empty(state.Processes());
    }

    private static Uri Url(JsonDocument outputs, string name) => new(outputs.RootElement.GetProperty(name).GetString()!);

    [GeneratedRegex(@"pid (\d+)")]
    private static partial Regex ClusterPid();
}

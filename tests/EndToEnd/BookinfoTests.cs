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

        // The decisions behind a request, by the address as a client has it.
        await AssertExplainedAsync(sluice, project.Path, outputs);

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

        Assert.Matches(@"ok    local cluster: answers at https://127\.", await sluice.SucceedAsync(project.Path, "doctor"));
        Assert.Matches("ok    platform: pod sluice-system/sluice-control-[a-z0-9-]+ leads", await sluice.SucceedAsync(project.Path, "doctor"));

        // A killed cluster process: the next up starts it again and everything is as it was.
        var status = await sluice.SucceedAsync(project.Path, "local", "status");
        using (var cluster = Process.GetProcessById(int.Parse(ClusterPid().Match(status).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)))
        {
            cluster.Kill();
            await cluster.WaitForExitAsync();
        }

        Assert.Contains("note  local cluster: not running", await sluice.SucceedAsync(project.Path, "doctor"), StringComparison.Ordinal);
        Assert.Contains("The local cluster is not running.", (await sluice.RunAsync(project.Path, "explain", Url(outputs, "reviewsUrl").ToString())).Errors, StringComparison.Ordinal);
        Assert.Matches(@"Resources:\s+\d+ unchanged\s", await sluice.SucceedAsync(project.Path, "up", "--yes"));
        Assert.Contains("The Comedy of Errors", await client.GetStringAsync(Url(outputs, "productPageUrl")), StringComparison.Ordinal);

        // Down: nothing runs any more.
        var down = await sluice.SucceedAsync(project.Path, "destroy", "--yes", "--stop-cluster");
        Assert.Matches(@"- \d+ deleted", down);
        Assert.Empty(state.Processes());
    }

    private static async Task AssertExplainedAsync(SluiceCommand sluice, string folder, JsonDocument outputs)
    {
        var reviews = Url(outputs, "reviewsUrl");
        var split = await sluice.SucceedAsync(folder, "explain", reviews.ToString());
        Assert.StartsWith("Target: the local cluster\nGateway bookinfo/bookinfo-gateway, as pod sluice-system/sluice-control-", split, StringComparison.Ordinal);
        Assert.Contains("HTTPRoute bookinfo/reviews, rule ", split, StringComparison.Ordinal);
        Assert.Contains("90 % to Service bookinfo/reviews-v1, port 9080", split, StringComparison.Ordinal);
        Assert.Contains("10 % to Service bookinfo/reviews-v3, port 9080", split, StringComparison.Ordinal);
        Assert.Contains("=> Forwarded to one of 2 backends by weight.", split, StringComparison.Ordinal);

        var pinned = await sluice.SucceedAsync(folder, "explain", reviews.ToString(), "-H", "end-user: jason", "-X", "POST");
        Assert.Contains("header end-user = jason", pinned, StringComparison.Ordinal);
        Assert.Contains("=> Forwarded to Service bookinfo/reviews-v2, port 9080.", pinned, StringComparison.Ordinal);

        var unrouted = await sluice.SucceedAsync(folder, "explain", new Uri(reviews, "/nowhere").ToString(), "-H", "Host: shop.example.com");
        Assert.Contains("Host \"shop.example.com\" on port 80 selects", unrouted, StringComparison.Ordinal);
        Assert.Contains("=> 404", unrouted, StringComparison.Ordinal);
        Assert.Contains("hint: Routes of the listener: HTTPRoute bookinfo/bookinfo, HTTPRoute bookinfo/reviews.", unrouted, StringComparison.Ordinal);

        // The call that the product page makes, by every name it could use.
        foreach (var asked in (string[][])[["http://reviews.bookinfo:9080/reviews/0"], ["http://reviews:9080/reviews/0", "--from-namespace", "bookinfo"]])
        {
            var inside = await sluice.SucceedAsync(folder, ["explain", .. asked, "-H", "end-user: jason"]);
            Assert.StartsWith("Target: the local cluster\nService bookinfo/reviews, as pod sluice-system/sluice-control-", inside, StringComparison.Ordinal);
            Assert.Contains("1. Service bookinfo/reviews, port http (port 9080) is in the mesh:", inside, StringComparison.Ordinal);
            Assert.Contains("=> Forwarded to Service bookinfo/reviews-v2, port 9080.", inside, StringComparison.Ordinal);
        }

        Assert.Contains(
            "=> Not routed: Service bookinfo/ratings is not in the mesh, so its connections go straight to its pods.",
            await sluice.SucceedAsync(folder, "explain", "http://ratings.bookinfo.svc.cluster.local:9080/"),
            StringComparison.Ordinal);

        var elsewhere = await sluice.RunAsync(folder, "explain", "https://127.0.0.1/reviews/0");
        Assert.Equal(1, elsewhere.ExitCode);
        Assert.Contains("No gateway takes https://127.0.0.1: none has this address, and none has a listener on port 443 for this host.", elsewhere.Errors, StringComparison.Ordinal);
        Assert.Contains($"  bookinfo/bookinfo-gateway at {reviews.Host}: 80\n", elsewhere.Errors, StringComparison.Ordinal);
    }

    private static Uri Url(JsonDocument outputs, string name) => new(outputs.RootElement.GetProperty(name).GetString()!);

    [GeneratedRegex(@"pid (\d+)")]
    private static partial Regex ClusterPid();
}

using System.Net;
using System.Text.Json;
using k8s;
using Xunit.Abstractions;

namespace Sluice.EndToEnd.Tests.Story;

/// <summary>
/// The story of Bookinfo's reviews, told to callers inside the cluster: each step is one setting and one <c>up</c> that changes one object,
/// and is seen on the product page at once.
/// </summary>
public sealed class BookinfoStoryTests(ITestOutputHelper output)
{
    private const string Namespace = "bookinfo";
    private const int Loads = 100;
    private const string Red = "rgba(255, 0, 0, 1)";
    private const string Black = "rgba(0, 0, 0, 1)";

    [BrowserFact]
    public async Task Reviews_MoveFromVersionToVersion()
    {
        await using var state = new StateFolder();
        using var project = ProgramFolder.Bookinfo();
        var sluice = new SluiceCommand(state.Path);
        await sluice.SucceedAsync(project.Path, "config", "set", "reviewsCanaryWeight", "0");
        await sluice.SucceedAsync(project.Path, "config", "set", "reviewsTester", "nobody");
        await sluice.SucceedAsync(project.Path, "up", "--yes");
        using var outputs = JsonDocument.Parse((await sluice.RunAsync(project.Path, "stack", "output", "--json")).Output);
        var page = new Uri(outputs.RootElement.GetProperty("productPageUrl").GetString()!);
        using var browser = new Browser();

        // All to version 1: no stars, whoever asks and however often.
        Assert.Equal(new Stars(None: Loads), await CountAsync(page, user: null));
        Assert.Equal(new Stars(None: Loads), await CountAsync(page, "jason"));
        Assert.Empty(browser.StarColors(page));
        browser.Keep("1-everybody-v1");

        // By user: jason sees black stars, nobody else does.
        await StepAsync("reviewsTester", "jason");
        Assert.Equal(new Stars(None: Loads), await CountAsync(page, "anna"));
        Assert.Equal(new Stars(Black: Loads), await CountAsync(page, "jason"));
        browser.SignIn(page, "jason");
        Assert.Equal([Black], browser.StarColors(page));
        browser.Keep("2-jason-v2");
        browser.SignOut(page);
        Assert.Empty(browser.StarColors(page));

        // By weight: half see red stars; jason keeps his.
        await StepAsync("reviewsCanaryWeight", "50");
        var half = await CountAsync(page, user: null);
        Assert.InRange(half.Red, 45, 55);
        Assert.Equal(Loads, half.Red + half.None);
        Assert.Equal(new Stars(Black: Loads), await CountAsync(page, "jason"));
        browser.Keep("3-half-v3");

        // All to version 3.
        await StepAsync("reviewsCanaryWeight", "100");
        Assert.Equal(new Stars(Red: Loads), await CountAsync(page, user: null));
        Assert.Equal([Red], browser.StarColors(page));
        browser.Keep("4-everybody-v3");

        // A limit on the time of a call: nothing changes while the ratings are quick; when they are slow, the reviews fail with 504.
        await StepAsync("reviewsTimeout", "500ms");
        Assert.Equal(new Stars(Red: Loads), await CountAsync(page, user: null));
        await StepAsync("ratingsDelay", "2s");
        using (var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) })
        using (var answer = await client.GetAsync(new Uri(page, "/api/v1/products/0/reviews")))
        {
            Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        }

        Assert.Contains("Error fetching product reviews!", browser.Reviews(page), StringComparison.Ordinal);
        browser.Keep("5-timeout");
        await StepAsync("ratingsDelay", "");

        // A copy of every call to version 2, whose answers nobody sees.
        await StepAsync("reviewsMirror", "true");
        var copies = await CallsAsync("v2");
        Assert.Equal(new Stars(Red: Loads), await CountAsync(page, "anna"));
        await TestKit.Eventually.HoldsAsync("As many copies as calls", TimeSpan.FromSeconds(20), async () =>
            await CallsAsync("v2") - copies is var more && more == Loads ? null : $"{more} of {Loads}");

        async Task StepAsync(string setting, string value)
        {
            await sluice.SucceedAsync(project.Path, "config", "set", setting, value);
            Assert.Matches(@"~ 1 updated\s+\d+ unchanged", await sluice.SucceedAsync(project.Path, "up", "--yes", "--no-build"));
        }

        // The services log their calls.
        async Task<int> CallsAsync(string version)
        {
            using var kubernetes = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(Path.Combine(state.Path, "cluster", "kubeconfig")));
            var pod = Assert.Single((await kubernetes.ListNamespacedPodAsync(Namespace, labelSelector: $"app=reviews,version={version}")).Items);
            await using var log = await kubernetes.ReadNamespacedPodLogAsync(pod.Metadata.Name, Namespace);
            using var reader = new StreamReader(log);
            return (await reader.ReadToEndAsync()).Split('\n').Count(line => line.StartsWith("GET /reviews/", StringComparison.Ordinal));
        }
    }

    private async Task<Stars> CountAsync(Uri page, string? user)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };
        var seen = new Stars();
        for (var load = 0; load < Loads; load++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, page);
            if (user is not null)
            {
                request.Headers.Add("Cookie", $"session={user}");
            }

            using var answer = await client.SendAsync(request);
            var html = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
            seen = html.Contains("data-color=\"red\"", StringComparison.Ordinal) ? seen with { Red = seen.Red + 1 }
                : html.Contains("data-color=\"black\"", StringComparison.Ordinal) ? seen with { Black = seen.Black + 1 }
                : html.Contains("Reviews served by", StringComparison.Ordinal) ? seen with { None = seen.None + 1 }
                : seen with { Failed = seen.Failed + 1 };
        }

        output.WriteLine($"{user ?? "a stranger"}: {seen}");
        return seen;
    }

    /// <summary>What a number of page loads showed.</summary>
    private sealed record Stars(int None = 0, int Black = 0, int Red = 0, int Failed = 0);
}

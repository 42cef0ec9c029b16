using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Sluice.Gateway.Health;

namespace Sluice.Gateway.Tests;

public sealed class HealthServerTests
{
    [Fact]
    public void QueryText_RepeatedParameter_HasAllItsValues() =>
        Assert.Equal(["a: b&c", "d: e f"], QueryText.Values("?x=1&header=a%3A%20b%26c&header=d:+e+f&headers=no", "header"));

    [Fact]
    public async Task Pages_AreAnsweredByPath_WithTheirQuery()
    {
        var port = FreePort();
        await using var server = await HealthServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, port),
            new Dictionary<string, Func<string, HealthPage>>
            {
                ["/readyz"] = _ => HealthPage.Text(503, "not yet\n"),
                ["/debug/echo"] = query => HealthPage.Text(200, QueryText.Value(query, "q") ?? "none"),
            },
            NullLoggerFactory.Instance,
            CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };

        var notReady = await http.GetAsync("readyz");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not yet\n"), (notReady.StatusCode, await notReady.Content.ReadAsStringAsync()));
        Assert.Equal("a/b c", await http.GetStringAsync("debug/echo?x=1&q=a%2Fb+c"));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("nowhere")).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.PostAsync("readyz", null)).StatusCode);
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

using System.Net;
using Microsoft.AspNetCore.Http;
using Sluice.Proxy.Tests.Support;
using Sluice.Routing.Model;
using static Sluice.Proxy.Tests.Support.Snapshots;

namespace Sluice.Proxy.Tests;

public sealed class SwapTests
{
    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Snapshots_SwappedUnderLoad_NoRequestIsLost(string version)
    {
        await using var v1 = await KestrelBackend.StartAsync(context => context.Response.WriteAsync("v1"));
        await using var v2 = await KestrelBackend.StartAsync(context => context.Response.WriteAsync("v2"));
        var both = RoutingSnapshot.Empty.With(HttpListener());
        RoutingSnapshot[] snapshots =
        [
            both.With(Backend("v1", v1.EndPoint)).With(Route("r", [Rule("v1")])),
            both.With(Backend("v2", v2.EndPoint)).With(Route("r", [Rule("v2")])),
            both.With(Backend("v1", v1.EndPoint), Backend("v2", v2.EndPoint)).With(Route("r", [Split(50, 50)])),
            both.With(Backend("v1", v1.EndPoint, v2.EndPoint)).With(Route("s", [Rule("v1")])),
            both.With(Backend("v1", v2.EndPoint), Backend("v2") with { Failure = "gone" }).With(Route("r", [Rule("v1")])),
        ];
        await using var proxy = await TestProxy.StartAsync(snapshots[0]);
        using var stop = new CancellationTokenSource();
        var served = 0;
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            using var client = proxy.Client(Version.Parse(version));
            while (!stop.IsCancellationRequested)
            {
                using var response = await client.GetAsync(new Uri("http://a/"));
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                Interlocked.Increment(ref served);
            }
        })).ToArray();
        for (var i = 1; i <= 60; i++)
        {
            var before = Volatile.Read(ref served);
            await proxy.Server.ApplyAsync(snapshots[i % snapshots.Length]);

            // Let the snapshot see traffic before it is replaced.
            var failed = Task.WhenAny(clients);
            while (Volatile.Read(ref served) < before + 8 && !failed.IsCompleted)
            {
                await Task.Yield();
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.True(served >= 480);
    }

    [Fact]
    public async Task Listener_Removed_PortClosesAndReturnsWithTheNextSnapshot()
    {
        await using var backend = RawBackend.Named("hello");
        var snapshot = Simple(backend.EndPoint);
        await using var proxy = await TestProxy.StartAsync(snapshot);
        using var idle = await proxy.ConnectAsync();
        await idle.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await idle.ReadResponseAsync();

        await proxy.Server.ApplyAsync(snapshot with { Listeners = snapshot.Listeners.Clear() });
        Assert.Equal("", await idle.ReadToEndAsync());
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(() => proxy.ConnectAsync());

        await proxy.Server.ApplyAsync(snapshot);
        using var again = await proxy.ConnectAsync();
        await again.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("hello", (await again.ReadResponseAsync()).Body);
    }

    [Fact]
    public async Task Port_Taken_IsAValueAndEverythingElseServes()
    {
        await using var backend = RawBackend.Named("hello");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var squatter = new System.Net.Sockets.TcpListener(proxy.Address, 8080);
        squatter.Start();
        var result = await proxy.Server.ApplyAsync(Simple(backend.EndPoint).With(HttpListener(8080, name: "taken"), HttpListener(8081, name: "free")));

        var failure = Assert.Single(result.BindFailures);
        Assert.Equal("taken", Assert.Single(failure.Listeners));
        Assert.Equal($"Port 8080/TCP cannot be bound at {proxy.Address}:8080: AddressAlreadyInUse. Another process uses it: end that process or choose another port.", failure.Message);
        foreach (var port in new[] { 80, 8081 })
        {
            using var client = await proxy.ConnectAsync(port);
            await client.SendAsync("GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 ", (await client.ReadResponseAsync()).Head, StringComparison.Ordinal);
        }

        squatter.Stop();
        var retried = await proxy.Server.ApplyAsync(proxy.Server.Current);
        Assert.Empty(retried.BindFailures);
        Assert.NotNull(proxy.Server.BoundAddress(8080));
    }

    [Fact]
    public async Task Drain_RequestUnderWayFinishesAndIdleConnectionsClose()
    {
        var release = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        await using var backend = await KestrelBackend.StartAsync(async context =>
        {
            if (context.Request.Path == "/slow")
            {
                arrived.SetResult();
                await release.Task;
            }

            context.Response.ContentLength = 4;
            await context.Response.WriteAsync("done");
        });
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var idle = await proxy.ConnectAsync();
        await idle.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await idle.ReadResponseAsync();
        using var busy = await proxy.ConnectAsync();
        await busy.SendAsync("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
        await arrived.Task;

        var draining = proxy.Server.DrainAsync();
        Assert.Equal("", await idle.ReadToEndAsync());
        Assert.False(draining.IsCompleted);
        release.SetResult();
        var (head, body) = await busy.ReadResponseAsync();
        Assert.Contains("\r\nConnection: close\r\n", head, StringComparison.Ordinal);
        Assert.Equal("done", body);
        Assert.Equal("", await busy.ReadToEndAsync());
        await draining.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Metrics_CountRequestsByRoute()
    {
        await using var backend = RawBackend.Named("hello");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.ReadResponseAsync();
        await client.SendAsync("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.ReadToEndAsync();
        var text = proxy.Server.MetricsText();

        Assert.Contains("sluice_requests_total{route=\"r\",code=\"2xx\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("sluice_requests_total{route=\"\",code=\"4xx\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("sluice_request_duration_seconds_bucket{route=\"r\",le=\"+Inf\"} 1\n", text, StringComparison.Ordinal);
    }

    /// <summary>Every family has its HELP and TYPE before its samples and every line is one that Prometheus reads.</summary>
    [Fact]
    public async Task Metrics_AreThePrometheusTextFormat()
    {
        await using var backend = RawBackend.Named("hello");
        var snapshot = Simple(backend.EndPoint);
        await using var proxy = await TestProxy.StartAsync((snapshot with { HttpRoutes = snapshot.HttpRoutes.Clear() }).With(Route("odd \"name\\", [Rule("b")])));
        using var client = await proxy.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            await client.ReadResponseAsync();
        }

        await proxy.LogAsync(3);
        var text = proxy.Server.MetricsText();
        var family = "";
        var values = new Dictionary<string, double>();
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                Assert.Matches("^# (HELP [a-z_]+ .+|TYPE [a-z_]+ (counter|gauge|histogram))$", line);
                family = line.Split(' ')[2];
                continue;
            }

            var match = System.Text.RegularExpressions.Regex.Match(line, """^([a-z_]+)(\{([a-z]+="([^"\\]|\\.)*",?)+\})? ([0-9.]+)$""");
            Assert.True(match.Success, line);
            Assert.StartsWith(family, match.Groups[1].Value, StringComparison.Ordinal);
            Assert.True(values.TryAdd(line[..line.LastIndexOf(' ')], double.Parse(match.Groups[5].Value, System.Globalization.CultureInfo.InvariantCulture)), $"Twice: {line}");
        }

        const string route = @"route=""odd \""name\\""";
        Assert.Equal(3, values[$$"""sluice_requests_total{{{route}},code="2xx"}"""]);
        Assert.Equal(3, values[$$"""sluice_request_duration_seconds_count{{{route}}}"""]);
        Assert.Equal(3, values[$$"""sluice_request_duration_seconds_bucket{{{route}},le="+Inf"}"""]);
        var buckets = values.Where(pair => pair.Key.StartsWith("sluice_request_duration_seconds_bucket", StringComparison.Ordinal)).Select(pair => pair.Value).ToList();
        Assert.Equal(buckets.Order(), buckets);
        Assert.Equal((1, 1, 1, 0), (values["sluice_connections_active"], values["sluice_connections_total"], values["sluice_upstream_connections_total"], values["sluice_connections_refused_total"]));
    }

    [Fact]
    public void Options_OutOfRange_AreAllNamed()
    {
        var error = Assert.Throws<ArgumentException>(() => new ProxyServer(
            new ProxyOptions { TrustedHops = 17, PrivilegedPortOffset = -1, Limits = new ProxyLimits { HeadBytes = 5, IdleTimeout = TimeSpan.Zero } },
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance));
        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "PrivilegedPortOffset is -1; allowed is 0 to 64511. Use 0 to bind ports as they are.",
                "TrustedHops is 17; allowed is 0 to 16. Count the proxies between the clients and this one.",
                "Limits.HeadBytes is 5; allowed is 1024 or more. Leave it out for the default.",
                "Limits.IdleTimeout is 00:00:00; allowed is more than zero. Leave it out for the default. (Parameter 'options')"),
            error.Message);
    }

    private static HttpRule Split(int v1, int v2) => Rule("v1") with
    {
        Backends = [new WeightedBackend { Backend = "v1", Weight = v1 }, new WeightedBackend { Backend = "v2", Weight = v2 }],
    };
}

using System.Text;
using Sluice.Proxy.Tests.Support;
using Sluice.Routing.Model;
using static Sluice.Proxy.Tests.Support.Snapshots;

namespace Sluice.Proxy.Tests;

public sealed class HostileClientTests
{
    public static TheoryData<string, int> Malformed => new()
    {
        { "GET / HTTP/1.1\nHost: a\n\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a\r\nX: y\rz\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a\r\nX: y\0z\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n folded\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a\r\n: empty\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a\r\nno-colon\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400 },
        { "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET / x HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET /#f HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET noslash HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505 },
        { "GET / HTTX/1.1\r\nHost: a\r\n\r\n", 400 },
        { "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\nx", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\nx", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nx", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400 },
        { "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501 },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501 },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", 501 },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;x=\ny\r\na\r\n0\r\n\r\n", 400 },
        { "GET /" + new string('a', 20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414 },
        { "GET / HTTP/1.1\r\nHost: a\r\nX: " + new string('a', 70_000) + "\r\n\r\n", 431 },
        { "GET / HTTP/1.1\r\nHost: a\r\n" + string.Concat(Enumerable.Repeat("X: y\r\n", 200)) + "\r\n", 431 },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Request_Malformed_IsRefusedAndNothingReachesTheBackend(string request, int status)
    {
        await using var backend = RawBackend.Named("hello");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(request);
        var answer = await client.ReadToEndAsync();

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.Empty(backend.Requests);
    }

    [Fact]
    public async Task Connection_NamingImportantFields_DoesNotTakeThemAway()
    {
        await using var backend = RawBackend.Named("hello");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: Host, Authorization, X-Forwarded-For, Cookie, X-Mine\r\nAuthorization: x\r\nCookie: c\r\nX-Mine: 1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\nX-Request-Id: i\r\n\r\n");
        await client.ReadResponseAsync();
        Assert.Equal(
            "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\nCookie: c\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: a\r\nX-Request-Id: i\r\n\r\n",
            backend.Requests.Single());
    }

    [Fact]
    public async Task Upgrade_ToH2c_IsNotPassedOn()
    {
        await using var backend = RawBackend.Named("hello");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nX-Request-Id: i\r\n\r\n");
        Assert.Equal("hello", (await client.ReadResponseAsync()).Body);
        Assert.Equal("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: a\r\nX-Request-Id: i\r\n\r\n", backend.Requests.Single());
    }

    [Fact]
    public async Task Answer_WithTwoFramings_GoesOutWithOne()
    {
        await using var backend = RawBackend.Http(_ => "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", await client.ReadUntilAsync("\r\n\r\n"));
        await client.ReadUntilAsync("5\r\nhello\r\n0\r\n\r\n");
    }

    [Fact]
    public async Task Target_AbsoluteForm_ReplacesTheHost()
    {
        await using var backend = RawBackend.Named("hello");
        var snapshot = RoutingSnapshot.Empty.With(HttpListener()).With(Backend("b", backend.EndPoint)).With(Route("r", [Rule("b")], "http", "good.example.org"));
        await using var proxy = await TestProxy.StartAsync(snapshot);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET http://good.example.org/a?b HTTP/1.1\r\nHost: other\r\n\r\nGET http://good.example.org?q HTTP/1.1\r\nHost: other\r\n\r\nGET http://other/ HTTP/1.1\r\nHost: good.example.org\r\n\r\n");
        await client.ReadResponseAsync();
        await client.ReadResponseAsync();
        var (head, _) = await client.ReadResponseAsync();

        Assert.StartsWith("HTTP/1.1 404 ", head, StringComparison.Ordinal);
        Assert.Equal(["GET /a?b HTTP/1.1", "GET /?q HTTP/1.1"], backend.Requests.Select(request => request.Split("\r\n")[0]));
        Assert.All(backend.Requests, request => Assert.Contains("\r\nHost: good.example.org\r\n", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Head_TooSlow_Is408()
    {
        await using var proxy = await TestProxy.StartAsync(RoutingSnapshot.Empty.With(HttpListener()), Limits(limits => limits with { HeadTimeout = TimeSpan.FromMilliseconds(300) }));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHo");
        Assert.StartsWith("HTTP/1.1 408 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_SendsNothing_IsClosedSilently()
    {
        await using var proxy = await TestProxy.StartAsync(RoutingSnapshot.Empty.With(HttpListener()), Limits(limits => limits with { HeadTimeout = TimeSpan.FromMilliseconds(300) }));
        using var client = await proxy.ConnectAsync();
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Connection_Idle_IsClosedSilently()
    {
        await using var backend = RawBackend.Named("hello");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint), Limits(limits => limits with { IdleTimeout = TimeSpan.FromMilliseconds(300) }));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("hello", (await client.ReadResponseAsync()).Body);
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Body_TooSlow_EndsTheConnection()
    {
        await using var backend = new RawBackend(async (connection, _) => await connection.ReadToEndAsync());
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint), Limits(limits => limits with { BodyTimeout = TimeSpan.FromMilliseconds(300) }));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Theory]
    [InlineData("Content-Length: 11\r\n\r\nhello world")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n")]
    public async Task Body_TooLarge_Is413(string rest)
    {
        await using var backend = new RawBackend(async (connection, _) => await connection.ReadToEndAsync());
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint), Limits(limits => limits with { BodyBytes = 10 }));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\n" + rest);
        if (rest.StartsWith('T'))
        {
            await client.SendAsync("b\r\nhello world\r\n0\r\n\r\n");
        }

        Assert.StartsWith("HTTP/1.1 413 ", (await client.ReadResponseAsync()).Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_AboveTheLimit_AreClosed()
    {
        await using var backend = RawBackend.Named("hello");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint), Limits(limits => limits with { Connections = 1 }));
        using var first = await proxy.ConnectAsync();
        await first.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("hello", (await first.ReadResponseAsync()).Body);
        using var second = await proxy.ConnectAsync();
        Assert.Equal("", await second.ReadToEndAsync());
        await first.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("hello", (await first.ReadResponseAsync()).Body);
    }

    [Fact]
    public async Task Client_GoesAwayWhileWaiting_TheBackendIsToldSo()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var backend = new RawBackend(async (connection, _) =>
        {
            await connection.ReadUntilAsync("\r\n\r\n");
            arrived.SetResult();
            await connection.ReadToEndAsync();
            gone.SetResult();
        });
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using (var client = await proxy.ConnectAsync())
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }

        await gone.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Answer_LongerThanAnnounced_DoesNotLeakIntoTheNext()
    {
        await using var backend = RawBackend.Http(_ => "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.Equal("hello", (await client.ReadResponseAsync()).Body);
        }
    }

    [Fact]
    public async Task Answer_Truncated_IsNotPassedAsComplete()
    {
        await using var backend = new RawBackend(async (connection, _) =>
        {
            await connection.ReadUntilAsync("\r\n\r\n");
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        });
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.EndsWith("\r\n\r\nhello", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Contains(" 200 UC ", await proxy.LogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_BeforeTheBodyIsRead_ReachesTheClient()
    {
        await using var backend = new RawBackend(async (connection, _) =>
        {
            await connection.ReadUntilAsync("\r\n\r\n");
            await connection.SendAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
        });
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + new string('x', 1000));
        var (head, body) = await client.ReadResponseAsync();
        Assert.StartsWith("HTTP/1.1 403 ", head, StringComparison.Ordinal);
        Assert.Equal("no", body);
    }

    [Fact]
    public async Task Log_ClientBytes_CannotForgeLines()
    {
        await using var backend = RawBackend.Named("hello");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: x\" \"y\\ \u00ff\t\r\n\r\n");
        await client.ReadResponseAsync();
        var log = await proxy.LogAsync();
        Assert.Single(log.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("\"x\\\" \\\"y\\\\ \\u00ff\"", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProxyProtocol_SourceAddressIsTheClients()
    {
        await using var backend = RawBackend.Named("hello");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint), options => options with { ProxyProtocol = true });
        byte[] version2 = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x21, 0x11, 0, 12, 192, 0, 2, 8, 192, 0, 2, 2, 0x12, 0x34, 0, 80];
        foreach (var (header, address) in new[] { ("PROXY TCP4 192.0.2.7 192.0.2.2 4711 80\r\n", "192.0.2.7"), (Encoding.Latin1.GetString(version2), "192.0.2.8") })
        {
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(header + "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.Equal("hello", (await client.ReadResponseAsync()).Body);
            Assert.Contains($"\r\nX-Forwarded-For: {address}\r\n", backend.Requests.Last(), StringComparison.Ordinal);
        }

        using var without = await proxy.ConnectAsync();
        await without.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("", await without.ReadToEndAsync());
    }

    private static Func<ProxyOptions, ProxyOptions> Limits(Func<ProxyLimits, ProxyLimits> change) =>
        options => options with { Limits = change(options.Limits) };
}

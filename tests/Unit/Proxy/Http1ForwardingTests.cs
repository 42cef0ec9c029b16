using System.Net;
using Sluice.Proxy.Tests.Support;
using Sluice.Routing.Model;
using static Sluice.Proxy.Tests.Support.Snapshots;

namespace Sluice.Proxy.Tests;

public sealed class Http1ForwardingTests
{
    [Fact]
    public async Task Request_RouteMatches_IsForwardedWithForwardingFields()
    {
        await using var backend = RawBackend.Named("hello");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET /a?b=c HTTP/1.1\r\nHost: Example.org:80\r\nX-Echo-Set-Header: \r\nX-Request-Id: id-1\r\nConnection: keep-alive, X-Private\r\nX-Private: 1\r\nTE: trailers\r\n\r\n");
        var (head, body) = await client.ReadResponseAsync();

        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", head);
        Assert.Equal("hello", body);
        Assert.Equal(
            "GET /a?b=c HTTP/1.1\r\nHost: Example.org:80\r\nX-Echo-Set-Header: \r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: Example.org:80\r\nX-Request-Id: id-1\r\n\r\n",
            backend.Requests.Single());
    }

    [Fact]
    public async Task Requests_SameConnection_ReuseTheBackendConnection()
    {
        await using var backend = RawBackend.Named("hello");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        for (var i = 0; i < 20; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.Equal("hello", (await client.ReadResponseAsync()).Body);
        }

        Assert.Equal(1, backend.Connections);
    }

    [Fact]
    public async Task Requests_Pipelined_AreAnsweredInOrder()
    {
        await using var backend = RawBackend.Http(request => $"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{request.Substring(5, 2)}");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("POST /p1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET /p2 HTTP/1.1\r\nHost: a\r\n\r\nGET /p3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        var all = await client.ReadToEndAsync();

        Assert.Equal(3, all.Split("HTTP/1.1 200 OK").Length - 1);
        Assert.Equal(["P1", "p2", "p3"], backend.Requests.Select(request => request.StartsWith("POST", StringComparison.Ordinal) ? "P1" : request.Substring(5, 2)));
    }

    [Theory]
    [InlineData("GET", "/none", 404)]
    [InlineData("GET", "/fail", 500)]
    [InlineData("GET", "/empty", 503)]
    [InlineData("GET", "/nobackends", 500)]
    [InlineData("CONNECT", "a:1", 405)]
    public async Task Request_NothingToForwardTo_IsAnsweredByTheProxy(string method, string path, int status)
    {
        var snapshot = RoutingSnapshot.Empty
            .With(HttpListener())
            .With(Backend("failed") with { Failure = "RefNotPermitted" }, Backend("empty"))
            .With(Route("r", [Rule("failed", "/fail"), Rule("empty", "/empty"), Rule("x", "/nobackends") with { Backends = [] }]));
        await using var proxy = await TestProxy.StartAsync(snapshot);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync($"{method} {path} HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", (await client.ReadResponseAsync()).Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirect_KeepsTheConnectionAndSkipsTheBody()
    {
        var rule = Rule("b") with { Backends = [], Filters = [new RequestRedirect { StatusCode = 303, Hostname = "example.org", Scheme = "https" }] };
        await using var proxy = await TestProxy.StartAsync(RoutingSnapshot.Empty.With(HttpListener()).With(Route("r", [rule])));
        using var client = await proxy.ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync("POST /see-other?q=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
            var (head, _) = await client.ReadResponseAsync();
            Assert.StartsWith("HTTP/1.1 303 See Other\r\n", head, StringComparison.Ordinal);
            Assert.Contains("\r\nLocation: https://example.org/see-other?q=1\r\n", head, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Filters_EditHeadersHostAndPath()
    {
        await using var backend = RawBackend.Http(_ => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Remove: 1\r\nX-Set: old\r\nKeep-Alive: timeout=5\r\nConnection: keep-alive\r\n\r\n");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint, rule => rule with
        {
            Matches = [new HttpMatch { Path = new PathMatch(PathMatchKind.Prefix, "/strip") }],
            Filters =
            [
                new RequestHeaderModifier(new HeaderEdits { Set = [new("X-Set", "new")], Add = [new("X-Add", "more")], Remove = ["X-Remove"] }),
                new ResponseHeaderModifier(new HeaderEdits { Set = [new("X-Set", "new")], Remove = ["X-Remove"] }),
                new UrlRewrite { Hostname = "one.example.org", Path = new PathEdit(PathEditKind.ReplacePrefixMatch, "/") },
            ],
        }));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET /strip/three HTTP/1.1\r\nHost: a\r\nx-set: 1\r\nx-add: some\r\nx-remove: 2\r\nx-request-id: i\r\n\r\n");
        var (head, _) = await client.ReadResponseAsync();

        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Set: new\r\n\r\n", head);
        Assert.Equal(
            "GET /three HTTP/1.1\r\nHost: one.example.org\r\nx-add: some\r\nX-Set: new\r\nX-Add: more\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: a\r\nX-Request-Id: i\r\n\r\n",
            backend.Requests.Single());
    }

    [Fact]
    public async Task Body_ChunkedBothWays_PassesAsItIs()
    {
        const string Chunks = "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: 1\r\n\r\n";
        await using var backend = new RawBackend(async (connection, _) =>
        {
            await connection.ReadUntilAsync("\r\n\r\n");
            var body = await connection.ReadUntilAsync("0\r\nTrailer: 1\r\n\r\n");
            await connection.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
            await connection.ReadToEndAsync();
        });
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        foreach (var piece in Chunks.Chunk(3))
        {
            await client.SendAsync(new string(piece));
        }

        Assert.Equal("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", await client.ReadUntilAsync("\r\n\r\n"));
        Assert.Equal(Chunks, await client.ReadUntilAsync("Trailer: 1\r\n\r\n"));
    }

    [Fact]
    public async Task Body_Large_IsStreamed()
    {
        const int Size = 8 * 1024 * 1024;
        await using var backend = new RawBackend(async (connection, _) =>
        {
            await connection.ReadUntilAsync("\r\n\r\n");
            var buffer = new byte[64 * 1024];
            for (var left = Size; left > 0;)
            {
                left -= await connection.Stream.ReadAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)));
            }

            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Size}\r\n\r\n");
            await connection.Stream.WriteAsync(new byte[Size]);
            await connection.ReadToEndAsync();
        });
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = proxy.Client();
        using var response = await client.PostAsync(new Uri("http://a/"), new ByteArrayContent(new byte[Size]));
        Assert.Equal(Size, (await response.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task Expect100_InterimAnswerReachesTheClientBeforeTheBody()
    {
        await using var backend = new RawBackend(async (connection, _) =>
        {
            var head = await connection.ReadUntilAsync("\r\n\r\n");
            Assert.Contains("Expect: 100-continue", head, StringComparison.Ordinal);
            await connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
            await connection.ReadUntilAsync("body");
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            await connection.ReadToEndAsync();
        });
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await client.ReadUntilAsync("\r\n\r\n"));
        await client.SendAsync("body");
        Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
    }

    [Theory]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\n\r\n")]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n")]
    public async Task Answer_WithoutBody_EndsWithItsHead(string method, string answer)
    {
        await using var backend = RawBackend.Http(_ => answer);
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync($"{method} / HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.Equal(answer, await client.ReadUntilAsync("\r\n\r\n"));
        }

        Assert.Equal(1, backend.Connections);
    }

    [Fact]
    public async Task Answer_UntilClose_ClosesTheClientConnection()
    {
        await using var backend = new RawBackend(async (connection, _) =>
        {
            await connection.ReadUntilAsync("\r\n\r\n");
            await connection.SendAsync("HTTP/1.0 200 Fine\r\nX-A: b\r\n\r\nsome text");
        });
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("HTTP/1.1 200 Fine\r\nX-A: b\r\nConnection: close\r\n\r\nsome text", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Client_Http10_GetsTheBodyWithoutChunks()
    {
        await using var backend = RawBackend.Http(_ => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
        Assert.Equal("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello!", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Upgrade_Accepted_BecomesATunnel()
    {
        await using var backend = new RawBackend(async (connection, _) =>
        {
            var head = await connection.ReadUntilAsync("\r\n\r\n");
            Assert.Contains("\r\nUpgrade: websocket\r\n", head, StringComparison.Ordinal);
            Assert.Contains("\r\nConnection: Upgrade\r\n", head, StringComparison.Ordinal);
            await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nfirst");
            await connection.ReadUntilAsync("ping");
            await connection.SendAsync("pong");
            Assert.Equal("", await connection.ReadToEndAsync());
            await connection.SendAsync("bye");
        });
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n");
        Assert.Equal("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", await client.ReadUntilAsync("\r\n\r\n"));
        await client.ReadUntilAsync("first");
        await client.SendAsync("ping");
        await client.ReadUntilAsync("pong");
        client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        Assert.Equal("bye", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Weights_ShareTheRequests()
    {
        await using var v1 = RawBackend.Named("v1");
        await using var v2 = RawBackend.Named("v2");
        await using var v3 = RawBackend.Named("v3");
        var snapshot = RoutingSnapshot.Empty.With(HttpListener())
            .With(Backend("v1", v1.EndPoint), Backend("v2", v2.EndPoint), Backend("v3", v3.EndPoint))
            .With(Route("r", [Rule("v1") with
            {
                Backends = [new() { Backend = "v1", Weight = 70 }, new() { Backend = "v2", Weight = 30 }, new() { Backend = "v3", Weight = 0 }],
            }]));
        await using var proxy = await TestProxy.StartAsync(snapshot);
        using var client = await proxy.ConnectAsync();
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 500; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            var body = (await client.ReadResponseAsync()).Body;
            counts[body] = counts.GetValueOrDefault(body) + 1;
        }

        Assert.InRange(counts["v1"], 340, 360);
        Assert.InRange(counts["v2"], 140, 160);
        Assert.False(counts.ContainsKey("v3"));
    }

    [Fact]
    public async Task Timeout_BackendTooSlow_Is504AndZeroMeansNone()
    {
        var release = new TaskCompletionSource();
        await using var backend = new RawBackend(async (connection, _) =>
        {
            var head = await connection.ReadUntilAsync("\r\n\r\n");
            if (head.StartsWith("GET /slow", StringComparison.Ordinal))
            {
                await release.Task;
            }

            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        });
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint, rule => rule with { RequestTimeout = TimeSpan.FromMilliseconds(200), BackendRequestTimeout = TimeSpan.Zero }));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET /fast HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
        await client.SendAsync("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 504 ", (await client.ReadResponseAsync()).Head, StringComparison.Ordinal);
        await client.SendAsync("GET /fast HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
        release.SetResult();
    }

    [Fact]
    public async Task Endpoint_Refuses_AnotherOneIsAsked()
    {
        await using var alive = RawBackend.Named("alive");
        var dead = new RawBackend((_, _) => Task.CompletedTask);
        await dead.DisposeAsync();
        var snapshot = Simple(alive.EndPoint).With(Backend("b", dead.EndPoint, alive.EndPoint));
        await using var proxy = await TestProxy.StartAsync(snapshot);
        using var client = await proxy.ConnectAsync();
        for (var i = 0; i < 20; i++)
        {
            await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
            Assert.Equal("alive", (await client.ReadResponseAsync()).Body);
        }
    }

    [Fact]
    public async Task Endpoints_AllRefuse_Is503()
    {
        var dead = new RawBackend((_, _) => Task.CompletedTask);
        await dead.DisposeAsync();
        await using var proxy = await TestProxy.StartAsync(Simple(dead.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 503 ", (await client.ReadResponseAsync()).Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PooledConnection_ClosedByTheBackend_IsReplacedWithoutAnError()
    {
        // Every connection answers once and is then closed without a word.
        await using var backend = new RawBackend(async (connection, _) =>
        {
            await connection.ReadUntilAsync("\r\n\r\n");
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        for (var i = 0; i < 50; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.Equal("ok", (await client.ReadResponseAsync()).Body);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_NeverGiven_Is503(bool fullStack)
    {
        await using var backend = new RawBackend(async (connection, _) => await connection.ReadUntilAsync("\r\n\r\n"));
        await using var proxy = await TestProxy.StartAsync(
            fullStack ? Simple(backend.EndPoint, rule => rule with { Retry = new RetryPolicy { Attempts = 2, StatusCodes = [] } }) : Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 503 ", (await client.ReadResponseAsync()).Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_Garbage_Is502()
    {
        await using var backend = RawBackend.Http(_ => "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 502 ", (await client.ReadResponseAsync()).Head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.1", 0, "1.1.1.1, 2.2.2.2, 3.3.3.3", "1.1.1.1, 2.2.2.2, 3.3.3.3, 127.0.0.1", false)]
    [InlineData("1.1", 1, "1.1.1.1, 2.2.2.2,3.3.3.3", "3.3.3.3, 127.0.0.1", true)]
    [InlineData("1.1", 2, "1.1.1.1, 2.2.2.2, 3.3.3.3", "2.2.2.2, 3.3.3.3, 127.0.0.1", true)]
    [InlineData("1.1", 3, "1.1.1.1, 2.2.2.2, 3.3.3.3", "1.1.1.1, 2.2.2.2, 3.3.3.3, 127.0.0.1", true)]
    [InlineData("1.1", 4, "1.1.1.1, 2.2.2.2, 3.3.3.3", "1.1.1.1, 2.2.2.2, 3.3.3.3, 127.0.0.1", false)]
    [InlineData("1.1", 2, "", "127.0.0.1", false)]
    [InlineData("2.0", 0, "1.1.1.1, 2.2.2.2, 3.3.3.3", "1.1.1.1, 2.2.2.2, 3.3.3.3, 127.0.0.1", false)]
    [InlineData("2.0", 2, "1.1.1.1, 2.2.2.2, 3.3.3.3", "2.2.2.2, 3.3.3.3, 127.0.0.1", true)]
    [InlineData("2.0", 4, "1.1.1.1, 2.2.2.2, 3.3.3.3", "1.1.1.1, 2.2.2.2, 3.3.3.3, 127.0.0.1", false)]
    public async Task TrustedHops_CountFromTheRight(string version, int hops, string sent, string seen, bool believed)
    {
        await using var backend = RawBackend.Named("b");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint), options => options with { TrustedHops = hops });
        using var client = proxy.Client(Version.Parse(version));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("http://a.example/")) { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", sent);
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", "outer.example");
        using var response = await client.SendAsync(request);
        var head = Assert.Single(backend.Requests);
        Assert.Contains($"X-Forwarded-For: {seen}\r\n", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"X-Forwarded-Proto: {(believed ? "https" : "http")}\r\n", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"X-Forwarded-Host: {(believed ? "outer.example" : "a.example")}\r\n", head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task TrustedHops_OverSeveralFields()
    {
        await using var backend = RawBackend.Named("b");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint), options => options with { TrustedHops = 2 });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1, 2.2.2.2\r\nX-Forwarded-For: 3.3.3.3\r\n\r\n");
        await client.ReadResponseAsync();
        Assert.Contains("X-Forwarded-For: 2.2.2.2, 3.3.3.3, 127.0.0.1\r\n", Assert.Single(backend.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listener_ServesIPv4AndIPv6()
    {
        await using var backend = RawBackend.Named("b");
        await using var proxy = await TestProxy.StartAsync(
            RoutingSnapshot.Empty.With(HttpListener(port: 0)).With(Backend("b", backend.EndPoint)).With(Route("r", [Rule("b")])),
            options => options with { BindAddress = IPAddress.IPv6Any });
        var port = proxy.Server.BoundAddress(0)!.Port;
        foreach (var (host, address) in new[] { ("127.0.0.1", "127.0.0.1"), ("[::1]", "::1") })
        {
            using var client = new HttpClient();
            Assert.Equal("b", await client.GetStringAsync(new Uri($"http://{host}:{port}/")));
            Assert.Contains($"X-Forwarded-For: {address}\r\n", backend.Requests.Last(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Backend_OverIPv6_IsReached()
    {
        await using var backend = RawBackend.Named("b", IPAddress.IPv6Loopback);
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("b", (await client.ReadResponseAsync()).Body);
        Assert.Contains($"\"{backend.EndPoint}\"\n", await proxy.LogAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task AccessLog_Json_IsOneObjectPerRequest(string version)
    {
        await using var backend = RawBackend.Named("hello");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint), options => options with { AccessLog = AccessLogFormat.Json });
        using var client = proxy.Client(Version.Parse(version));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("http://example.org/a?b=%22")) { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TryAddWithoutValidation("User-Agent", "te\"st\\1");
        request.Headers.TryAddWithoutValidation("X-Request-Id", "id-1");
        using var response = await client.SendAsync(request);
        var line = (await proxy.LogAsync()).TrimEnd('\n');
        Assert.DoesNotContain('\n', line);
        using var json = System.Text.Json.JsonDocument.Parse(line);
        string Text(string name) => json.RootElement.GetProperty(name).ToString();
        Assert.Equal(
            ["GET", "/a?b=%22", version == "2.0" ? "HTTP/2" : "HTTP/1.1", "200", "-", "0", "5", "127.0.0.1", "te\"st\\1", "id-1", "example.org", backend.EndPoint.ToString(), "r"],
            new[] { "method", "path", "protocol", "response_code", "response_flags", "bytes_received", "bytes_sent", "x_forwarded_for", "user_agent", "request_id", "authority", "upstream_host", "route" }.Select(Text));
        Assert.True(json.RootElement.GetProperty("start_time").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddMinutes(-5));
        Assert.InRange(json.RootElement.GetProperty("duration").GetInt64(), json.RootElement.GetProperty("upstream_service_time").GetInt64(), 20_000);
    }

    [Fact]
    public async Task AccessLog_HasTheFieldsOfAForwardedRequest()
    {
        await using var backend = RawBackend.Named("hello");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("POST /a?b=\"c HTTP/1.1\r\nHost: example.org\r\nUser-Agent: test/1\r\nX-Request-Id: id-1\r\nX-Forwarded-For: 10.0.0.9\r\nContent-Length: 3\r\n\r\nabcGET /x HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.ReadResponseAsync();
        await client.ReadResponseAsync();
        var line = (await proxy.LogAsync()).Split('\n')[0];

        Assert.Matches(
            $"""^\[\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ\] "POST /a\?b=\\"c HTTP/1\.1" 200 - 3 5 \d+ \d+ "10\.0\.0\.9, 127\.0\.0\.1" "test/1" "id-1" "example\.org" "{backend.EndPoint}"$""",
            line);
    }
}

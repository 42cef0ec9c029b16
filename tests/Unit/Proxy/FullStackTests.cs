using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sluice.Proxy.Tests.Support;
using Sluice.Routing.Model;
using static Sluice.Proxy.Tests.Support.Snapshots;

namespace Sluice.Proxy.Tests;

public sealed class FullStackTests
{
    [Theory]
    [InlineData("1.1", HttpProtocols.Http1)]
    [InlineData("1.1", HttpProtocols.Http2)]
    [InlineData("2.0", HttpProtocols.Http1)]
    [InlineData("2.0", HttpProtocols.Http2)]
    public async Task Request_EveryProtocolPair_KeepsTargetHostAndEdits(string version, HttpProtocols protocols)
    {
        await using var backend = await KestrelBackend.StartAsync(
            async context =>
            {
                var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
                context.Response.Headers["X-Remove"] = "1";
                await context.Response.WriteAsync($"{context.Request.Protocol} {context.Request.Host} {context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget} {context.Request.Headers["X-Add"]} {context.Request.Headers["X-Forwarded-For"]} {body}");
            },
            protocols);
        var snapshot = Simple(backend.EndPoint, rule => rule with
        {
            Filters =
            [
                new RequestHeaderModifier(new HeaderEdits { Add = [new("X-Add", "more")] }),
                new ResponseHeaderModifier(new HeaderEdits { Set = [new("X-Set", "new")], Remove = ["X-Remove"] }),
            ],
        });
        snapshot = snapshot.With(snapshot.Backends["b"] with { Protocol = protocols == HttpProtocols.Http2 ? BackendProtocol.Http2 : BackendProtocol.Http1 });
        await using var proxy = await TestProxy.StartAsync(snapshot);
        using var client = proxy.Client(Version.Parse(version));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("http://example.org/a%2Fb/./c?d=%20e"))
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent("body"),
        };
        request.Headers.Add("X-Add", "some");
        using var response = await client.SendAsync(request);

        var expected = protocols == HttpProtocols.Http2 ? "HTTP/2" : "HTTP/1.1";
        Assert.Equal($"{expected} example.org /a%2Fb/c?d=%20e some,more 127.0.0.1 body", (await response.Content.ReadAsStringAsync()).Replace(", more", ",more", StringComparison.Ordinal));
        Assert.Equal(["new"], response.Headers.GetValues("X-Set"));
        Assert.False(response.Headers.Contains("X-Remove"));
    }

    [Fact]
    public async Task Http2_NoRoute_Is404AndGrpcGetsItsStatus()
    {
        await using var proxy = await TestProxy.StartAsync(RoutingSnapshot.Empty.With(HttpListener()));
        using var client = proxy.Client(HttpVersion.Version20);
        using var plain = await client.GetAsync(new Uri("http://a/"));
        Assert.Equal(404, (int)plain.StatusCode);

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("http://a/svc/Method")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent([0, 0, 0, 0, 0]) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
        using var grpc = await client.SendAsync(request);
        Assert.Equal(200, (int)grpc.StatusCode);
        Assert.Equal(["12"], grpc.Headers.GetValues("grpc-status"));
        Assert.Equal("application/grpc", grpc.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Http2_TrailersPass()
    {
        await using var backend = await KestrelBackend.StartAsync(
            async context =>
            {
                context.Response.DeclareTrailer("grpc-status");
                context.Response.ContentType = "application/grpc";
                await context.Response.WriteAsync("message");
                context.Response.AppendTrailer("grpc-status", "0");
            },
            HttpProtocols.Http2);
        var snapshot = Simple(backend.EndPoint);
        await using var proxy = await TestProxy.StartAsync(snapshot.With(snapshot.Backends["b"] with { Protocol = BackendProtocol.Http2 }));
        using var client = proxy.Client(HttpVersion.Version20);
        using var response = await client.GetAsync(new Uri("http://a/"));
        Assert.Equal("message", await response.Content.ReadAsStringAsync());
        Assert.Equal(["0"], response.TrailingHeaders.GetValues("grpc-status"));
    }

    [Fact]
    public async Task WebSocket_EchoesTextAndBinary()
    {
        await using var backend = await KestrelBackend.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[1024];
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    return;
                }

                await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, CancellationToken.None);
            }
        });
        var snapshot = Simple(backend.EndPoint);
        await using var proxy = await TestProxy.StartAsync(snapshot.With(snapshot.Backends["b"] with { Protocol = BackendProtocol.WebSocket }));
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new Uri($"ws://{proxy.Address}/ws"), CancellationToken.None);
        foreach (var type in new[] { WebSocketMessageType.Text, WebSocketMessageType.Binary })
        {
            await client.SendAsync("Websocket Support!"u8.ToArray(), type, endOfMessage: true, CancellationToken.None);
            var buffer = new byte[100];
            var received = await client.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            Assert.Equal((type, "Websocket Support!"), (received.MessageType, System.Text.Encoding.UTF8.GetString(buffer, 0, received.Count)));
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    [Theory]
    [InlineData(500, 2, 3, 200, 3)]
    [InlineData(500, 4, 3, 500, 4)]
    [InlineData(503, 2, 3, 503, 1)]
    public async Task Retry_ListedStatusesOnlyAndTheLastAnswerPasses(int code, int succeedAfter, int attempts, int status, int requests)
    {
        var count = 0;
        await using var backend = RawBackend.Http(_ => Interlocked.Increment(ref count) > succeedAfter
            ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            : $"HTTP/1.1 {code} Failed\r\nContent-Length: 0\r\n\r\n");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint, rule => rule with { Retry = new RetryPolicy { Attempts = attempts, StatusCodes = [500] } }));
        using var client = proxy.Client();
        using var response = await client.PostAsync(new Uri("http://a/"), new StringContent("body"));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(requests, count);
        Assert.All(backend.Requests, request => Assert.EndsWith("\r\n\r\nbody", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mirrors_GetCopiesTheClientDoesNotSee()
    {
        var copies = new ConcurrentQueue<string>();
        var left = 4;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var primary = RawBackend.Named("primary");
        await using var mirror1 = RawBackend.Http(Record);
        await using var mirror2 = RawBackend.Http(Record);
        var snapshot = Simple(primary.EndPoint, rule => rule with
        {
            Filters =
            [
                new RequestHeaderModifier(new HeaderEdits { Set = [new("X-Set", "1")] }),
                new RequestMirror { Backend = "m1" },
                new RequestMirror { Backend = "m2" },
                new RequestMirror { Backend = "m1", Numerator = 0 },
            ],
        }).With(Backend("m1", mirror1.EndPoint), Backend("m2", mirror2.EndPoint));
        await using var proxy = await TestProxy.StartAsync(snapshot);
        using var client = proxy.Client();
        Assert.Equal("primary", await client.GetStringAsync(new Uri("http://a/get?id=1")));
        using var posted = await client.PostAsync(new Uri("http://a/post?id=2"), new StringContent("body"));
        Assert.Equal("primary", await posted.Content.ReadAsStringAsync());

        await all.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(
            ["GET /get?id=1 HTTP/1.1", "GET /get?id=1 HTTP/1.1", "POST /post?id=2 HTTP/1.1", "POST /post?id=2 HTTP/1.1"],
            copies.Select(copy => copy.Split("\r\n")[0]).Order());
        Assert.All(copies, copy => Assert.Contains("\r\nX-Set: 1\r\n", copy, StringComparison.Ordinal));
        Assert.Equal(2, copies.Count(copy => copy.EndsWith("\r\n\r\nbody", StringComparison.Ordinal)));

        string Record(string request)
        {
            copies.Enqueue(request);
            if (Interlocked.Decrement(ref left) == 0)
            {
                all.SetResult();
            }

            return "HTTP/1.1 500 Ignored\r\nContent-Length: 0\r\n\r\n";
        }
    }

    [Fact]
    public async Task Mirror_Percentage_IsKept()
    {
        var copies = 0;
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var primary = RawBackend.Named("primary");
        await using var mirror = RawBackend.Http(_ =>
        {
            if (Interlocked.Increment(ref copies) == 48)
            {
                half.SetResult();
            }

            return "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        });
        var snapshot = Simple(primary.EndPoint, rule => rule with { Filters = [new RequestMirror { Backend = "m", Numerator = 25, Denominator = 50 }] })
            .With(Backend("m", mirror.EndPoint));
        await using (var proxy = await TestProxy.StartAsync(snapshot))
        {
            using var client = proxy.Client();
            for (var i = 0; i < 100; i++)
            {
                Assert.Equal("primary", await client.GetStringAsync(new Uri("http://a/")));
            }

            await half.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }

        Assert.InRange(copies, 40, 60);
    }

    [Fact]
    public async Task Timeout_OverHttp2_Is504()
    {
        var release = new TaskCompletionSource();
        await using var backend = await KestrelBackend.StartAsync(_ => release.Task);
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint, rule => rule with { BackendRequestTimeout = TimeSpan.FromMilliseconds(200) }));
        using var client = proxy.Client(HttpVersion.Version20);
        using var response = await client.GetAsync(new Uri("http://a/"));
        Assert.Equal(504, (int)response.StatusCode);
        release.SetResult();
    }

    [Fact]
    public async Task SessionPersistence_Cookie_KeepsTheEndpoint()
    {
        await using var first = RawBackend.Named("first");
        await using var second = RawBackend.Named("second");
        var snapshot = Simple(first.EndPoint, rule => rule with { SessionPersistence = new SessionPersistence { Kind = SessionPersistenceKind.Cookie, SessionName = "sticky" } })
            .With(Backend("b", first.EndPoint, second.EndPoint));
        await using var proxy = await TestProxy.StartAsync(snapshot);
        using var client = proxy.Client(configure: handler => handler.UseCookies = true);
        var bodies = new HashSet<string>();
        for (var i = 0; i < 10; i++)
        {
            bodies.Add(await client.GetStringAsync(new Uri("http://a/")));
        }

        Assert.Single(bodies);
    }

    [Fact]
    public async Task SessionPersistence_AcrossWeightedBackends_KeepsTheBackend()
    {
        await using var first = RawBackend.Named("first");
        await using var second = RawBackend.Named("second");
        var snapshot = Simple(first.EndPoint, rule => rule with
        {
            Backends = [new WeightedBackend { Backend = "b", Weight = 1 }, new WeightedBackend { Backend = "c", Weight = 1 }],
            SessionPersistence = new SessionPersistence { Kind = SessionPersistenceKind.Header, SessionName = "x-session" },
        }).With(Backend("c", second.EndPoint));
        await using var proxy = await TestProxy.StartAsync(snapshot);
        using var client = proxy.Client();
        using var begun = await client.GetAsync(new Uri("http://a/"));
        var body = await begun.Content.ReadAsStringAsync();
        client.DefaultRequestHeaders.Add("x-session", begun.Headers.GetValues("x-session"));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(body, await client.GetStringAsync(new Uri("http://a/")));
        }
    }

    [Fact]
    public async Task SessionPersistence_Token_IsGivenOnceAndEndsWithItsTime()
    {
        await using var backend = RawBackend.Named("b");
        var session = new SessionPersistence { Kind = SessionPersistenceKind.Header, SessionName = "x-session", AbsoluteTimeout = TimeSpan.FromHours(1) };
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint, rule => rule with { SessionPersistence = session }));
        using var client = proxy.Client();
        using var begun = await client.GetAsync(new Uri("http://a/"));
        var token = Assert.Single(begun.Headers.GetValues("x-session"));
        Assert.False(await IsGivenAnotherAsync(token), "A session that goes on needs no new token.");

        var began = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds().ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(await IsGivenAnotherAsync($"{token[..16]}-{began}"), "A session that began an hour ago is over.");
        Assert.True(await IsGivenAnotherAsync(token[..16]), "A token without a time is none.");

        async Task<bool> IsGivenAnotherAsync(string sent)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("http://a/"));
            request.Headers.Add("x-session", sent);
            using var response = await client.SendAsync(request);
            Assert.Equal("b", await response.Content.ReadAsStringAsync());
            return response.Headers.Contains("x-session");
        }
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task BackendTimeout_CoversTheWholeAnswer(string version)
    {
        var release = new TaskCompletionSource();
        await using var backend = await KestrelBackend.StartAsync(async context =>
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            await Task.WhenAny(release.Task, Task.Delay(Timeout.Infinite, context.RequestAborted));
        });
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint, rule => rule with { BackendRequestTimeout = TimeSpan.FromMilliseconds(300) }));
        using var client = proxy.Client(Version.Parse(version));
        using var response = await client.GetAsync(new Uri("http://a/"), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());
        Assert.Contains(version == "2.0" ? " 200 UT " : " 200 U", await proxy.LogAsync(), StringComparison.Ordinal);
        release.SetResult();
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task AddedHeader_ThatIsThere_BecomesOneValue(string version)
    {
        await using var backend = RawBackend.Named("b");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint, rule => rule with { Filters = [new RequestHeaderModifier(new HeaderEdits { Add = [new("X-Add", "2"), new("X-Add", "3")] })] }));
        using var client = proxy.Client(Version.Parse(version));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("http://a/")) { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("X-Add", "1");
        using var response = await client.SendAsync(request);
        var lines = Assert.Single(backend.Requests).Split("\r\n").Where(line => line.StartsWith("X-Add:", StringComparison.OrdinalIgnoreCase)).Select(line => line.Split(": ")[1]);
        Assert.Equal("1,2,3", string.Join(',', lines));
        Assert.True(version == "1.1" || lines.Count() == 1, "Joined to one value.");
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task TraceContext_PassesAsItIs(string version)
    {
        await using var backend = RawBackend.Named("b");
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint));
        using var client = proxy.Client(Version.Parse(version), handler => handler.ActivityHeadersPropagator = null);
        client.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        client.DefaultRequestHeaders.Add("tracestate", "vendor=1");
        using var response = await client.GetAsync(new Uri("http://a/"));
        var seen = Assert.Single(backend.Requests);
        Assert.Contains("traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n", seen, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("tracestate: vendor=1\r\n", seen, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Fault_DelaysAndAbortsTheirShares()
    {
        await using var backend = RawBackend.Named("b");
        var fault = new FaultInjection { Delay = TimeSpan.FromMilliseconds(50), DelayPercent = 100, AbortStatus = 418, AbortPercent = 50 };
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint, rule => rule with { Filters = [fault] }));
        using var client = proxy.Client();
        var statuses = await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            using var response = await client.GetAsync(new Uri("http://a/"));
            Assert.True(clock.Elapsed >= TimeSpan.FromMilliseconds(45), $"Answered after {clock.Elapsed}.");
            return (int)response.StatusCode;
        }));
        Assert.InRange(statuses.Count(status => status == 418), 60, 140);
        Assert.Equal(200, statuses.Count(status => status is 418 or 200));
        Assert.Equal(statuses.Count(status => status == 200), backend.Requests.Count);
        Assert.Contains(" 418 FI ", await proxy.LogAsync(200), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task CircuitBreaker_RefusesMoreThanItsRequests(string version)
    {
        var release = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        await using var backend = await KestrelBackend.StartAsync(async _ =>
        {
            arrived.TrySetResult();
            await release.Task;
        });
        var snapshot = Simple(backend.EndPoint);
        await using var proxy = await TestProxy.StartAsync(snapshot.With(snapshot.Backends["b"] with { CircuitBreaker = new CircuitBreaker { MaxRequests = 1 } }));
        using var client = proxy.Client(Version.Parse(version));
        var first = client.GetAsync(new Uri("http://a/"));
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20));
        using (var refused = await client.GetAsync(new Uri("http://a/")))
        {
            Assert.Equal(503, (int)refused.StatusCode);
        }

        Assert.Contains(" 503 UO ", await proxy.LogAsync(), StringComparison.Ordinal);
        release.SetResult();
        using (var served = await first)
        {
            Assert.Equal(200, (int)served.StatusCode);
        }

        using var again = await client.GetAsync(new Uri("http://a/"));
        Assert.Equal(200, (int)again.StatusCode);
    }

    [Fact]
    public async Task CircuitBreaker_EjectsAnEndpointThatKeepsFailing()
    {
        var failures = 0;
        await using var bad = RawBackend.Http(_ =>
        {
            Interlocked.Increment(ref failures);
            return "garbage\r\n\r\n";
        });
        await using var good = RawBackend.Named("good");
        var backend = Backend("b", bad.EndPoint, good.EndPoint) with { CircuitBreaker = new CircuitBreaker { ConsecutiveFailures = 3, MaxEjectionPercent = 50 } };
        await using var proxy = await TestProxy.StartAsync(Simple(bad.EndPoint).With(backend));
        using var client = proxy.Client();
        var statuses = new List<int>();
        for (var i = 0; i < 40; i++)
        {
            using var response = await client.GetAsync(new Uri("http://a/"));
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal(3, failures);
        Assert.Equal(3, statuses.Count(status => status == 502));
        Assert.Equal(37, statuses.Count(status => status == 200));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Cors_PreflightIsAnsweredAndAnswersAreMarked(string version)
    {
        await using var backend = RawBackend.Http(_ => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nAccess-Control-Allow-Origin: https://wrong\r\n\r\n");
        var cors = new Cors { AllowOrigins = ["https://www.foo.com"], AllowMethods = ["GET"], AllowHeaders = ["x-1"], AllowCredentials = true, MaxAge = TimeSpan.FromHours(1) };
        await using var proxy = await TestProxy.StartAsync(Simple(backend.EndPoint, rule => rule with { Filters = [cors] }));
        using var client = proxy.Client(Version.Parse(version));
        using var preflight = new HttpRequestMessage(HttpMethod.Options, new Uri("http://a/")) { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        preflight.Headers.Add("Origin", "https://www.foo.com");
        preflight.Headers.Add("Access-Control-Request-Method", "GET");
        using var answer = await client.SendAsync(preflight);
        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal(["https://www.foo.com"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal(["3600"], answer.Headers.GetValues("Access-Control-Max-Age"));
        Assert.Empty(backend.Requests);

        using var stranger = new HttpRequestMessage(HttpMethod.Get, new Uri("http://a/")) { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        stranger.Headers.Add("Origin", "https://foobar.com");
        using var unmarked = await client.SendAsync(stranger);
        Assert.Equal(200, (int)unmarked.StatusCode);
        Assert.False(unmarked.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Http1Connection_HandedOver_GoesOnAfterwards()
    {
        await using var backend = RawBackend.Named("hello");
        var snapshot = Simple(backend.EndPoint).With(Route("r", [Rule("b"), Rule("b", "/retry") with { Retry = new RetryPolicy { Attempts = 1 } }]));
        await using var proxy = await TestProxy.StartAsync(snapshot);
        using var client = await proxy.ConnectAsync();
        foreach (var path in new[] { "/", "/retry", "/", "/none/../", "/retry" })
        {
            await client.SendAsync($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
            var (head, body) = await client.ReadResponseAsync();
            Assert.StartsWith("HTTP/1.1 200 OK\r\n", head, StringComparison.Ordinal);
            Assert.Equal("hello", body);
        }

        Assert.Equal(5, (await proxy.LogAsync(5)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}

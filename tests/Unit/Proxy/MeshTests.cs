using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sluice.Proxy.Connections;
using Sluice.Proxy.Tests.Support;
using Sluice.Routing.Model;
using static Sluice.Proxy.Tests.Support.Snapshots;

namespace Sluice.Proxy.Tests;

public sealed class MeshTests : IDisposable
{
    private const int CapturePort = 20000;
    private const string Request = "GET / HTTP/1.1\r\nHost: reviews\r\n\r\n";

    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task Http_WithoutRoutePassesOn_AndEveryChangeHoldsOnTheOpenConnection()
    {
        await using var pods = RawBackend.Http(_ => "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npods");
        await using var v1 = RawBackend.Http(_ => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nv1");
        var captured = Captured(pods.EndPoint).With(Backend("v1", v1.EndPoint));
        await using var proxy = await TestProxy.StartAsync(captured);
        using var client = await proxy.ConnectAsync(CapturePort);

        await client.SendAsync(Request);
        Assert.Equal("pods", (await client.ReadResponseAsync()).Body);

        await proxy.Server.ApplyAsync(captured.With(Route("producer", [Rule("v1", "/only")], "reviews")));
        await client.SendAsync(Request);
        Assert.StartsWith("HTTP/1.1 404", (await client.ReadResponseAsync()).Head, StringComparison.Ordinal);

        await proxy.Server.ApplyAsync(captured.With(Route("producer", [Rule("v1")], "reviews")));
        await client.SendAsync(Request);
        Assert.Equal("v1", (await client.ReadResponseAsync()).Body);

        await proxy.Server.ApplyAsync(captured);
        await client.SendAsync(Request);
        Assert.Equal("pods", (await client.ReadResponseAsync()).Body);
    }

    [Fact]
    public async Task Http_ConsumerRoute_ReplacesTheProducersForClientsOfItsNamespace()
    {
        await using var pods = RawBackend.Http(_ => "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npods");
        await using var producer = RawBackend.Http(_ => "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nproducer");
        await using var consumer = RawBackend.Http(_ => "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nconsumer");
        var consumerRoute = Route("consumer", [Rule("consumer")], "reviews");
        var snapshot = Captured(pods.EndPoint)
            .With(Backend("producer", producer.EndPoint), Backend("consumer", consumer.EndPoint))
            .With(Route("producer", [Rule("producer")], "reviews"), consumerRoute with { Attachments = [consumerRoute.Attachments[0] with { ClientNamespace = "app" }] });
        await using var proxy = await TestProxy.StartAsync(snapshot);
        using var stranger = await ConnectFromAsync(proxy, "127.83.0.1");
        using var app = await ConnectFromAsync(proxy, "127.83.0.2");

        // The pod is not known yet; then its connection, open as it is, is one of a consumer.
        await app.SendAsync(Request);
        Assert.Equal("producer", (await app.ReadResponseAsync()).Body);
        await proxy.Server.ApplyAsync(snapshot with { ClientGroups = snapshot.ClientGroups.Add("app", new ClientGroupConfig { Name = "app", Addresses = ["127.83.0.2"] }) });
        await app.SendAsync(Request);
        Assert.Equal("consumer", (await app.ReadResponseAsync()).Body);
        await stranger.SendAsync(Request);
        Assert.Equal("producer", (await stranger.ReadResponseAsync()).Body);
    }

    [Fact]
    public async Task Http_Redirect_NamesTheServicePortAndNotTheCapturePort()
    {
        await using var pods = RawBackend.Http(_ => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var rule = Rule("stream") with { Backends = [], Filters = [new RequestRedirect { StatusCode = 302, Path = new PathEdit(PathEditKind.ReplaceFullPath, "/new") }] };
        await using var proxy = await TestProxy.StartAsync(Captured(pods.EndPoint).With(Route("r", [rule], "reviews")));
        using var client = await proxy.ConnectAsync(CapturePort);
        await client.SendAsync(Request);
        Assert.Contains("\r\nLocation: http://reviews:9080/new\r\n", (await client.ReadResponseAsync()).Head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Http2_WithoutRoute_ReachesThePodsAsHttp2()
    {
        await using var pods = await KestrelBackend.StartAsync(context => context.Response.WriteAsync(context.Request.Protocol), HttpProtocols.Http2);
        await using var proxy = await TestProxy.StartAsync(Captured(pods.EndPoint));
        using var client = proxy.Client(HttpVersion.Version20);
        Assert.Equal("HTTP/2", await client.GetStringAsync($"http://reviews:{CapturePort}/"));
    }

    [Fact]
    public async Task Http_AfterALongSilence_IsStillRouted()
    {
        await using var pods = RawBackend.Http(_ => "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npods");
        await using var v1 = RawBackend.Http(_ => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nv1");
        await using var proxy = await TestProxy.StartAsync(Captured(pods.EndPoint).With(Backend("v1", v1.EndPoint)).With(Route("r", [Rule("v1")], "reviews")));
        using var client = await proxy.ConnectAsync(CapturePort);

        // The proxy takes the silence for a server that speaks first, and connects to a pod.
        await TestKit.Eventually.HoldsAsync("a connection to a pod", TimeSpan.FromSeconds(20), () => Task.FromResult(pods.Connections == 1 ? null : "none yet"));
        await client.SendAsync(Request);
        Assert.Equal("v1", (await client.ReadResponseAsync()).Body);
    }

    [Fact]
    public async Task Bytes_WhoeverSpeaksFirst_AreRelayed()
    {
        await using var pods = new RawBackend(async (connection, _) =>
        {
            await connection.SendAsync("220 ready\n");
            Assert.Equal("QUIT\n", await connection.ReadUntilAsync("\n"));
            await connection.SendAsync("221 bye\n");
        });
        await using var proxy = await TestProxy.StartAsync(Captured(pods.EndPoint).With(Route("r", [Rule("stream")], "reviews")));
        using var listener = await proxy.ConnectAsync(CapturePort);
        Assert.Equal("220 ready\n", await listener.ReadUntilAsync("\n"));
        await listener.SendAsync("QUIT\n");
        Assert.Equal("221 bye\n", await listener.ReadToEndAsync());

        using var talker = await proxy.ConnectAsync(CapturePort);
        await talker.SendAsync("QUIT\n");
        Assert.Equal("220 ready\n221 bye\n", await talker.ReadToEndAsync());
    }

    [Fact]
    public async Task Tls_IsRelayed_AndRoutedByNameWhereARouteChoosesByIt()
    {
        var certificate = _certificates.Issue("c", "a.example.com", "b.example.com");
        await using var pods = await KestrelBackend.StartAsync(context => context.Response.WriteAsync("pods"), certificate: certificate);
        await using var named = await KestrelBackend.StartAsync(context => context.Response.WriteAsync("named"), certificate: certificate);
        var captured = Captured(pods.EndPoint).With(Backend("named", named.EndPoint) with { Protocol = BackendProtocol.Tcp });
        await using var proxy = await TestProxy.StartAsync(captured.With(Route("r", [Rule("named")], "reviews")));
        using var client = proxy.Client(configure: handler =>
        {
            handler.PooledConnectionLifetime = TimeSpan.Zero;
            handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => _certificates.IsSigned(certificate) };
        });
        Assert.Equal("pods", await client.GetStringAsync($"https://a.example.com:{CapturePort}/"));

        await proxy.Server.ApplyAsync(captured.With(StreamRoute("tls", "reviews", "b.example.com", ("named", 1))));
        Assert.Equal("named", await client.GetStringAsync($"https://b.example.com:{CapturePort}/"));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync($"https://a.example.com:{CapturePort}/"));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n", nameof(ClientSpeech.Http))]
    [InlineData("get /a?b=c HTTP/1.0\n", nameof(ClientSpeech.Http))]
    [InlineData("CONNECT host:80 HTTP/1.1\r\nHost", nameof(ClientSpeech.Http))]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", nameof(ClientSpeech.Http))]
    [InlineData("PRI * HT", nameof(ClientSpeech.Undecided))]
    [InlineData("", nameof(ClientSpeech.Undecided))]
    [InlineData("GE", nameof(ClientSpeech.Undecided))]
    [InlineData("GET /a", nameof(ClientSpeech.Undecided))]
    [InlineData("GET key\r\n", nameof(ClientSpeech.Other))]
    [InlineData("PING\r\n", nameof(ClientSpeech.Other))]
    [InlineData("*1\r\n$4\r\nPING\r\n", nameof(ClientSpeech.Other))]
    [InlineData("SET a \0binary", nameof(ClientSpeech.Other))]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGH", nameof(ClientSpeech.Other))]
    [InlineData("\u0016\u0003\u0001", nameof(ClientSpeech.Tls))]
    [InlineData("\u0016", nameof(ClientSpeech.Undecided))]
    [InlineData("\u0016\u0009", nameof(ClientSpeech.Other))]
    public void FirstBytes_TellHttpFromTheRest(string received, string speech) =>
        Assert.Equal(speech, FirstBytes.Read(Encoding.Latin1.GetBytes(received)).ToString());

    /// <summary>Port 9080 of a Service, captured, with its pods at one address.</summary>
    private static RoutingSnapshot Captured(IPEndPoint pods) => RoutingSnapshot.Empty
        .With(new ListenerConfig
        {
            Name = "reviews",
            Source = "reviews",
            Port = 9080,
            BindPort = CapturePort,
            Protocol = ListenerProtocol.Mesh,
            Fallback = new ListenerFallback { Http1 = "http1", Http2 = "http2", Stream = "stream" },
        })
        .With(Backend("http1", pods), Backend("http2", pods) with { Protocol = BackendProtocol.Http2 }, Backend("stream", pods) with { Protocol = BackendProtocol.Tcp });

    private static async Task<RawClient> ConnectFromAsync(TestProxy proxy, string address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        await socket.ConnectAsync(proxy.Address, CapturePort);
        return new RawClient(socket, new NetworkStream(socket, ownsSocket: true));
    }
}

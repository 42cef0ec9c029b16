using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Sluice.Proxy.Tests.Support;
using Sluice.Routing.Model;
using static Sluice.Proxy.Tests.Support.Snapshots;

namespace Sluice.Proxy.Tests;

public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Https_TerminatesAndForwards(string version)
    {
        await using var backend = RawBackend.Http(request => $"HTTP/1.1 200 OK\r\nContent-Length: {request.Length}\r\n\r\n{request}");
        await using var proxy = await TestProxy.StartAsync(Https("httpbin.example.com", backend.EndPoint));
        using var client = Client(proxy, "httpbin.example.com", Version.Parse(version));
        using var response = await client.GetAsync(new Uri("https://httpbin.example.com/status/418"));
        var seen = await response.Content.ReadAsStringAsync();

        Assert.Equal(Version.Parse(version), response.Version);
        Assert.StartsWith("GET /status/418 HTTP/1.1\r\nHost: httpbin.example.com\r\n", seen, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Forwarded-Proto: https\r\n", seen, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Forwarded-For: 127.0.0.1\r\n", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownServerName_EndsWithoutAnAlert()
    {
        await using var backend = RawBackend.Named("b");
        await using var proxy = await TestProxy.StartAsync(Https("httpbin.example.com", backend.EndPoint));
        using var client = await proxy.ConnectAsync(443);
        await client.Stream.WriteAsync(await ClientHelloAsync("other.example.com"));
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task ClientHello_InSmallPieces_IsServed()
    {
        await using var backend = RawBackend.Named("b");
        await using var proxy = await TestProxy.StartAsync(Https("httpbin.example.com", backend.EndPoint));
        using var client = await proxy.ConnectAsync(443);
        foreach (var piece in (await ClientHelloAsync("httpbin.example.com")).Chunk(50))
        {
            await client.Stream.WriteAsync(piece);
        }

        var first = new byte[5];
        await client.Stream.ReadExactlyAsync(first);

        // A handshake record: the ServerHello.
        Assert.Equal(22, first[0]);
    }

    [Fact]
    public async Task MisdirectedRequests_ListenerBySniAgainstListenerByHost()
    {
        await using var b1 = RawBackend.Named("b1");
        await using var b2 = RawBackend.Named("b2");
        await using var b3 = RawBackend.Named("b3");
        await using var b4 = RawBackend.Named("b4");
        var snapshot = RoutingSnapshot.Empty
            .With(_certificates.Issue("cert", "*", "*.org", "*.wildcard.org"))
            .With(
                HttpsListener("cert", name: "https"),
                HttpsListener("cert", hostname: "second-example.org", name: "second"),
                HttpsListener("cert", hostname: "*.wildcard.org", name: "wildcard"),
                HttpsListener("cert", hostname: "fourth-example.wildcard.org", name: "fourth"))
            .With(Backend("b1", b1.EndPoint), Backend("b2", b2.EndPoint), Backend("b3", b3.EndPoint), Backend("b4", b4.EndPoint))
            .With(
                Route("r1", [Rule("b1")], "https", "example.org"),
                Route("r2", [Rule("b2")], "second", "second-example.org"),
                Route("r3", [Rule("b3")], "wildcard", "*.wildcard.org"),
                Route("r4", [Rule("b4")], "fourth", "fourth-example.wildcard.org"));
        await using var proxy = await TestProxy.StartAsync(snapshot);
        (string Sni, string Host, int Status, string Body)[] cases =
        [
            ("example.org", "example.org", 200, "b1"),
            ("example.org", "second-example.org", 421, ""),
            ("example.org", "unknown-example.org", 404, ""),
            ("second-example.org", "second-example.org", 200, "b2"),
            ("second-example.org", "example.org", 421, ""),
            ("second-example.org", "unknown-example.org", 421, ""),
            ("third-example.wildcard.org", "third-example.wildcard.org", 200, "b3"),
            ("third-example.wildcard.org", "fith-example.wildcard.org", 200, "b3"),
            ("third-example.wildcard.org", "fourth-example.wildcard.org", 421, ""),
            ("third-example.wildcard.org", "unknown-example.org", 421, ""),
            ("fourth-example.wildcard.org", "fourth-example.wildcard.org", 200, "b4"),
            ("fourth-example.wildcard.org", "fith-example.wildcard.org", 421, ""),
            ("unknown-example.org", "example.org", 200, "b1"),
            ("unknown-example.org", "unknown-example.org", 404, ""),
        ];
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            foreach (var (sni, host, status, body) in cases)
            {
                using var client = Client(proxy, sni, version);
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("https://anything/")) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
                request.Headers.Host = host;
                using var response = await client.SendAsync(request);
                Assert.Equal((sni, host, status), (sni, host, (int)response.StatusCode));
                if (status == 200)
                {
                    Assert.Equal(body, await response.Content.ReadAsStringAsync());
                }
            }
        }
    }

    [Fact]
    public async Task Certificate_Rotates_NewConnectionsSeeItOldOnesGoOn()
    {
        await using var backend = RawBackend.Named("b");
        var snapshot = Https("a.example.com", backend.EndPoint);
        await using var proxy = await TestProxy.StartAsync(snapshot);
        var seen = new List<string>();
        using var old = await OpenAsync(proxy, "a.example.com", seen);
        await proxy.Server.ApplyAsync(snapshot.With(_certificates.Issue("cert", "a.example.com")));
        using var next = await OpenAsync(proxy, "a.example.com", seen);
        foreach (var client in new[] { old, next })
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a.example.com\r\n\r\n");
            Assert.Equal("b", (await client.ReadResponseAsync()).Body);
        }

        Assert.Equal(2, seen.Distinct().Count());
    }

    [Fact]
    public async Task ClientValidation_OnlyCertificatesOfTheCaPass()
    {
        using var strangers = new TestCertificates();
        await using var backend = RawBackend.Named("b");
        var listener = HttpsListener("cert", validation: new ClientValidation { CaBundles = ["ca"] });
        var snapshot = Https("a.example.com", backend.EndPoint).With(listener).With(_certificates.Bundle("ca"));
        await using var proxy = await TestProxy.StartAsync(snapshot);
        using var known = TestCertificates.Load(_certificates.Issue("client"));
        using var stranger = TestCertificates.Load(strangers.Issue("client"));

        Assert.Equal("b", await GetAsync(proxy, known));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetAsync(proxy, stranger));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetAsync(proxy, null));

        await proxy.Server.ApplyAsync(snapshot.With(listener with
        {
            Tls = listener.Tls! with { ClientValidation = new ClientValidation { CaBundles = ["ca"], AllowInsecureFallback = true } },
        }));
        Assert.Equal("b", await GetAsync(proxy, known));
        Assert.Equal("b", await GetAsync(proxy, stranger));
        Assert.Equal("b", await GetAsync(proxy, null));
    }

    [Theory]
    [InlineData(BackendProtocol.Http1)]
    [InlineData(BackendProtocol.Http2)]
    public async Task BackendTls_SendsSniVerifiesNamesAndPresentsItsCertificate(BackendProtocol protocol)
    {
        var client = _certificates.Issue("client", "client");
        var protocols = protocol == BackendProtocol.Http2 ? Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2 : Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http1;
        await using var backend = await KestrelBackend.StartAsync(
            context => context.Response.WriteAsync($"{context.Request.Scheme} {context.Connection.ClientCertificate?.Thumbprint}"),
            protocols,
            _certificates.Issue("server", "abc.example.com", "spiffe://abc.example.com/test-identity"),
            asksForClientCertificate: true);
        var tls = new BackendTls { ServerName = "abc.example.com", CaBundles = ["ca"], ClientCertificate = "client" };
        var snapshot = Simple(backend.EndPoint).With(_certificates.Bundle("ca"), client);
        await using var proxy = await TestProxy.StartAsync(snapshot.With(Backend("b", backend.EndPoint) with { Protocol = protocol, Tls = tls }));
        using var thumbprint = TestCertificates.Load(client);
        using var http = proxy.Client();

        Assert.Equal($"https {thumbprint.Thumbprint}", await http.GetStringAsync(new Uri("http://a/")));
        Assert.Equal("abc.example.com", backend.ServerName);
        Assert.Equal(200, await StatusAsync(tls with { SubjectAltNames = ["abc.example.com"] }));
        Assert.Equal(200, await StatusAsync(tls with { SubjectAltNames = ["spiffe://abc.example.com/test-identity"] }));
        Assert.Equal(200, await StatusAsync(tls with { SubjectAltNames = ["spiffe://other", "abc.example.com"] }));
        Assert.Equal(503, await StatusAsync(tls with { SubjectAltNames = ["spiffe://abc.example.com/other", "other.example.com"] }));
        Assert.Equal(503, await StatusAsync(tls with { ServerName = "other.example.com" }));

        using var strangers = new TestCertificates();
        await proxy.Server.ApplyAsync(snapshot.With(strangers.Bundle("ca")).With(Backend("b", backend.EndPoint) with { Protocol = protocol, Tls = tls }));
        using var refused = await http.GetAsync(new Uri("http://a/"));
        Assert.Equal(503, (int)refused.StatusCode);

        async Task<int> StatusAsync(BackendTls settings)
        {
            await proxy.Server.ApplyAsync(snapshot.With(Backend("b", backend.EndPoint) with { Protocol = protocol, Tls = settings }));
            using var response = await http.GetAsync(new Uri("http://a/"));
            return (int)response.StatusCode;
        }
    }

    private RoutingSnapshot Https(string hostname, IPEndPoint backend) => RoutingSnapshot.Empty
        .With(_certificates.Issue("cert", hostname))
        .With(HttpsListener("cert", hostname: hostname))
        .With(Backend("b", backend))
        .With(Route("r", [Rule("b")], "https"));

    private HttpClient Client(TestProxy proxy, string sni, Version version, X509Certificate2? certificate = null) => proxy.Client(version, handler =>
    {
        handler.SslOptions.TargetHost = sni;
        handler.ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(proxy.Address, 443, cancellationToken);
            var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = sni,
                    ApplicationProtocols = [version.Major == 2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11],
                    RemoteCertificateValidationCallback = (_, presented, _, _) => _certificates.IsSigned(presented),
                    ClientCertificates = certificate is null ? null : [certificate],
                },
                cancellationToken);
            return tls;
        };
        handler.SslOptions = new SslClientAuthenticationOptions();
    });

    private async Task<string> GetAsync(TestProxy proxy, X509Certificate2? certificate)
    {
        using var client = Client(proxy, "a.example.com", HttpVersion.Version11, certificate);
        return await client.GetStringAsync(new Uri("http://a.example.com/"));
    }

    private async Task<RawClient> OpenAsync(TestProxy proxy, string sni, List<string> seen)
    {
        var raw = await proxy.ConnectAsync(443);
        var tls = new SslStream(raw.Stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = sni,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                seen.Add(certificate!.GetSerialNumberString());
                return _certificates.IsSigned(certificate);
            },
        });
        return new RawClient(raw.Socket, tls);
    }

    /// <summary>The first bytes that a real TLS client sends.</summary>
    private static async Task<byte[]> ClientHelloAsync(string sni)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await listener.AcceptTcpClientAsync();
        using var tls = new SslStream(client.GetStream());
        var handshake = tls.AuthenticateAsClientAsync(sni);
        var buffer = new byte[16 * 1024];
        var count = await accepted.GetStream().ReadAsync(buffer);
        accepted.Close();
        await Assert.ThrowsAnyAsync<Exception>(() => handshake);
        return buffer[..count];
    }
}

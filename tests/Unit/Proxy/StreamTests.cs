using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Sluice.Proxy.Tests.Support;
using Sluice.Routing.Model;
using static Sluice.Proxy.Tests.Support.Snapshots;

namespace Sluice.Proxy.Tests;

public sealed class StreamTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task Tcp_ServerSpeaksFirst_AndHalfCloseIsPassedOn()
    {
        await using var backend = new RawBackend(async (connection, _) =>
        {
            await connection.SendAsync("welcome\n");
            Assert.Equal("PING\n", await connection.ReadToEndAsync());
            await connection.SendAsync("PONG\n");
        });
        await using var proxy = await TestProxy.StartAsync(Tcp(("b", 1)).With(Backend("b", backend.EndPoint) with { Protocol = BackendProtocol.Tcp }));
        using var client = await proxy.ConnectAsync(9000);
        Assert.Equal("welcome\n", await client.ReadUntilAsync("\n"));
        await client.SendAsync("PING\n");
        client.Socket.Shutdown(SocketShutdown.Send);
        Assert.Equal("PONG\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Tcp_WeightsCountPerConnection()
    {
        await using var v1 = new RawBackend((connection, _) => connection.SendAsync("v1"));
        await using var v2 = new RawBackend((connection, _) => connection.SendAsync("v2"));
        await using var proxy = await TestProxy.StartAsync(Tcp(("v1", 7), ("v2", 3)).With(Backend("v1", v1.EndPoint), Backend("v2", v2.EndPoint)));
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 100; i++)
        {
            using var client = await proxy.ConnectAsync(9000);
            var answer = await client.ReadToEndAsync();
            counts[answer] = counts.GetValueOrDefault(answer) + 1;
        }

        Assert.InRange(counts["v1"], 67, 73);
        Assert.Equal(100, counts["v1"] + counts["v2"]);
    }

    [Fact]
    public async Task Tcp_BackendUnusable_ClosesTheConnection()
    {
        await using var proxy = await TestProxy.StartAsync(Tcp(("b", 1)).With(Backend("b") with { Failure = "BackendNotFound" }));
        using var client = await proxy.ConnectAsync(9000);
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Tls_PassthroughAndTerminate_ShareAPort()
    {
        var inner = _certificates.Issue("inner", "abc.example.com");
        await using var secure = new RawBackend(async (connection, _) =>
        {
            using var tls = new SslStream(connection.Stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = TestCertificates.Load(inner) });
            await tls.WriteAsync(Encoding.ASCII.GetBytes($"secure {tls.TargetHostName}\n"));
        });
        await using var plain = new RawBackend(async (connection, _) => await connection.SendAsync("plain " + await connection.ReadUntilAsync("\n")));
        var terminate = new ListenerConfig
        {
            Name = "terminate", Source = "terminate", Port = 8883, Protocol = ListenerProtocol.Tls, Hostname = "tls.example.com",
            Tls = new ListenerTls { Mode = TlsMode.Terminate, Certificates = ["outer"] },
        };
        var passthrough = terminate with { Name = "passthrough", Hostname = "*.example.com", Tls = new ListenerTls { Mode = TlsMode.Passthrough } };
        var snapshot = RoutingSnapshot.Empty.With(terminate, passthrough)
            .With(_certificates.Issue("outer", "tls.example.com"))
            .With(Backend("secure", secure.EndPoint), Backend("plain", plain.EndPoint), Backend("broken") with { Failure = "InvalidKind" })
            .With(
                StreamRoute("t", "terminate", "tls.example.com", ("plain", 1)),
                StreamRoute("p", "passthrough", "abc.example.com", ("secure", 1)),
                StreamRoute("x", "passthrough", "broken.example.com", ("broken", 1)));
        await using var proxy = await TestProxy.StartAsync(snapshot);

        Assert.Equal("secure abc.example.com\n", await ExchangeAsync(proxy, "abc.example.com", null));
        Assert.Equal("plain PING\n", await ExchangeAsync(proxy, "tls.example.com", "PING\n"));
        foreach (var name in new[] { "non.matching.com", "other.example.com", "broken.example.com" })
        {
            using var client = await proxy.ConnectAsync(8883);
            using var tls = new SslStream(client.Stream);
            await Assert.ThrowsAsync<IOException>(() => tls.AuthenticateAsClientAsync(name));
        }
    }

    [Fact]
    public async Task Udp_WeightsCountPerClientSocket()
    {
        using var v1 = UdpEcho("v1");
        using var v2 = UdpEcho("v2");
        var listener = new ListenerConfig { Name = "udp", Source = "udp", Port = 5353, Protocol = ListenerProtocol.Udp };
        var snapshot = RoutingSnapshot.Empty.With(listener)
            .With(Backend("v1", (IPEndPoint)v1.LocalEndPoint!), Backend("v2", (IPEndPoint)v2.LocalEndPoint!))
            .With(StreamRoute("r", "udp", "", ("v1", 7), ("v2", 3)));
        await using var proxy = await TestProxy.StartAsync(snapshot);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 100; i++)
        {
            using var client = new UdpClient();
            client.Connect(proxy.Address, 5353);
            string? before = null;
            for (var repeat = 0; repeat < 2; repeat++)
            {
                await client.SendAsync(Encoding.ASCII.GetBytes("ping"));
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
                var answer = Encoding.ASCII.GetString((await client.ReceiveAsync(patience.Token)).Buffer);
                Assert.Equal(before ?? answer, answer);
                before = answer;
            }

            counts[before!] = counts.GetValueOrDefault(before!) + 1;
        }

        Assert.InRange(counts["v1 ping"], 67, 73);
        Assert.Equal(100, counts["v1 ping"] + counts["v2 ping"]);
    }

    private static RoutingSnapshot Tcp(params (string Backend, int Weight)[] backends) => RoutingSnapshot.Empty
        .With(new ListenerConfig { Name = "tcp", Source = "tcp", Port = 9000, Protocol = ListenerProtocol.Tcp })
        .With(StreamRoute("r", "tcp", "", backends));

    private static Socket UdpEcho(string name)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _ = EchoAsync();
        return socket;

        async Task EchoAsync()
        {
            var buffer = new byte[1500];
            while (true)
            {
                try
                {
                    var received = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                    await socket.SendToAsync(Encoding.ASCII.GetBytes($"{name} {Encoding.ASCII.GetString(buffer, 0, received.ReceivedBytes)}"), received.RemoteEndPoint);
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }

    private async Task<string> ExchangeAsync(TestProxy proxy, string serverName, string? say)
    {
        using var client = await proxy.ConnectAsync(8883);
        using var tls = new SslStream(client.Stream, true, (_, certificate, _, _) => _certificates.IsSigned(certificate));
        await tls.AuthenticateAsClientAsync(serverName);
        if (say is not null)
        {
            await tls.WriteAsync(Encoding.ASCII.GetBytes(say));
        }

        return await new RawClient(client.Socket, tls).ReadUntilAsync("\n");
    }
}

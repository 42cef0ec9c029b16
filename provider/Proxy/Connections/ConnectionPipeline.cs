using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Logging;
using Sluice.Proxy.Hosting;
using Sluice.Proxy.Http1;
using Sluice.Proxy.Streams;
using Sluice.Proxy.Tls;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;

namespace Sluice.Proxy.Connections;

/// <summary>
/// The life of an accepted connection: (1) PROXY protocol where configured, (2) peek, (3) TLS, (4) one of the engines: HTTP/1.1, the
/// full HTTP stack, or a byte relay; on a captured Service port what arrives decides. What cannot be routed is closed without a word.
/// </summary>
internal sealed partial class ConnectionPipeline(ProxyRuntime runtime, HttpStack stack)
{
    public async Task RunAsync(ClientConnection client)
    {
        try
        {
            client.Arm(runtime.Limits.HeadTimeout);
            using var peeked = new PeekBuffer(client);
            if (runtime.Options.ProxyProtocol && !await ProxyProtocol.ReadAsync(client, peeked).ConfigureAwait(false))
            {
                return;
            }

            if (runtime.State.Snapshot.Port(client.Port) is not { } port)
            {
                return;
            }

            if (port.MeshListener is not null)
            {
                await new MeshConnection(client, runtime, this).RunAsync(peeked).ConfigureAwait(false);
            }
            else if (port.ExpectsTls)
            {
                await RunTlsAsync(client, port, peeked).ConfigureAwait(false);
            }
            else if (port.ServesHttp)
            {
                await RunClearTextAsync(client, peeked).ConfigureAwait(false);
            }
            else if (port.StreamListener?.StreamRoute() is { } route)
            {
                await new TcpSession(client, runtime).RunAsync(route, peeked.Take()).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client went away before anything could be told to it.
        }
#pragma warning disable CA1031 // The last resort of a connection: a bug in one must not end the process with all others.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.ConnectionFailed(runtime.Logger, client.Port, e);
        }
        finally
        {
            client.Disarm();
            runtime.Connections.Remove(client);
            client.Dispose();
        }
    }

    /// <summary>HTTP/1.1 or, by its preface, HTTP/2.</summary>
    public async Task RunClearTextAsync(ClientConnection client, PeekBuffer peeked)
    {
        // "PRI " starts the HTTP/2 preface and no HTTP/1.1 request that anybody serves.
        while (peeked.Received.Length < 4 && "PRI "u8.StartsWith(peeked.Received.Span))
        {
            if (!await peeked.ReadAsync().ConfigureAwait(false))
            {
                return;
            }
        }

        if (peeked.Received.Span.StartsWith("PRI "u8))
        {
            await stack.RunAsync(client, peeked.Take(), isHttp2: true).ConfigureAwait(false);
        }
        else
        {
            await RunHttp1Async(client, peeked.Take()).ConfigureAwait(false);
        }
    }

    private async Task RunHttp1Async(ClientConnection client, ReadOnlyMemory<byte> received)
    {
        ReadOnlyMemory<byte>? unread = null;
        using (var engine = new Http1Connection(client, runtime, received.Span))
        {
            client.Engine = engine;
            if (await engine.RunAsync().ConfigureAwait(false) == Http1Result.HandOver)
            {
                unread = engine.Unread.ToArray();
            }

            client.Engine = null;
        }

        if (unread is { } bytes)
        {
            await stack.RunAsync(client, bytes, isHttp2: false).ConfigureAwait(false);
        }
    }

    private async Task RunTlsAsync(ClientConnection client, CompiledPort port, PeekBuffer peeked)
    {
        // The handshake must not begin before it is known that there is a listener and a route: an unknown name is answered by FIN or
        // RST, never by a TLS alert.
        client.Arm(runtime.Limits.HandshakeTimeout);
        ClientHello hello;
        ClientHelloStatus status;
        while ((status = ClientHello.TryParse(peeked.Received.Span, out hello)) == ClientHelloStatus.Incomplete)
        {
            if (peeked.Received.Length >= ProxyDefaults.ClientHelloBytes || !await peeked.ReadAsync().ConfigureAwait(false))
            {
                return;
            }
        }

        if (status == ClientHelloStatus.Invalid)
        {
            runtime.Metrics.HandshakeFailed();
            return;
        }

        var serverName = Encoding.ASCII.GetBytes(hello.ServerName);
        if (port.ForServerName(serverName) is not { } listener)
        {
            runtime.Metrics.HandshakeFailed();
            return;
        }

        var isHttp = listener.Config.Protocol == ListenerProtocol.Https;
        var route = isHttp ? null : listener.MatchServerName(serverName);
        if (!isHttp && route is null)
        {
            runtime.Metrics.HandshakeFailed();
            return;
        }

        if (listener.Config.Tls?.Mode == TlsMode.Passthrough)
        {
            await new TcpSession(client, runtime).RunAsync(route!, peeked.Take()).ConfigureAwait(false);
            return;
        }

        if (runtime.State.Tls.For(listener) is not { } settings || (route is not null && !TcpSession.CanServe(route)))
        {
            runtime.Metrics.HandshakeFailed();
            return;
        }

        var tls = new SslStream(new PrefixedStream(peeked.Take(), client.Stream), leaveInnerStreamOpen: false);
        client.Stream = tls;
        try
        {
            await tls.AuthenticateAsServerAsync(settings.Options(hello.ServerName, isHttp)).ConfigureAwait(false);
        }
        catch (AuthenticationException)
        {
            runtime.Metrics.HandshakeFailed();
            return;
        }

        client.Tls = new TlsDetails(tls, hello.ServerName);
        if (route is not null)
        {
            await new TcpSession(client, runtime).RunAsync(route, default).ConfigureAwait(false);
        }
        else if (tls.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2)
        {
            await stack.RunAsync(client, default, isHttp2: true).ConfigureAwait(false);
        }
        else
        {
            await RunHttp1Async(client, default).ConfigureAwait(false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4102, LogLevel.Error, "A connection on port {Port} failed unexpectedly.")]
        public static partial void ConnectionFailed(ILogger logger, int port, Exception error);
    }
}

/// <summary>The first bytes of a connection, before it is known who handles them.</summary>
internal sealed class PeekBuffer(ClientConnection client) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(ProxyDefaults.ReceiveBufferBytes);
    private int _start;
    private int _end;

    public ReadOnlyMemory<byte> Received => _buffer.AsMemory(_start, _end - _start);

    /// <summary>Drops bytes from the front.</summary>
    public void Skip(int count) => _start += count;

    /// <summary>A copy of what was received; the buffer itself is given back, as the engine may run for hours.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var received = Received.ToArray();
        Dispose();
        return received;
    }

    /// <summary>False: the client has closed.</summary>
    public async ValueTask<bool> ReadAsync()
    {
        if (_end == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        var count = await client.Stream.ReadAsync(_buffer.AsMemory(_end)).ConfigureAwait(false);
        _end += count;
        return count > 0;
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _start = _end = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

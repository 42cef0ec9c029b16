using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Sluice.Proxy.Hosting;

/// <summary>A virtual address at which Kestrel accepts connections that the proxy hands to it.</summary>
internal sealed class HandoverEndPoint(string name) : EndPoint
{
    public override string ToString() => name;
}

/// <summary>Kestrel's transport: no sockets, only a queue of connections already accepted, so that changes of listeners never rebind it.</summary>
internal sealed class HandoverListenerFactory : IConnectionListenerFactory
{
    public static readonly HandoverEndPoint Http1 = new("http1");
    public static readonly HandoverEndPoint Http2 = new("http2");

    private readonly Dictionary<EndPoint, HandoverListener> _listeners = new()
    {
        [Http1] = new HandoverListener(Http1),
        [Http2] = new HandoverListener(Http2),
    };

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(_listeners[endpoint]);

    public bool TryHandOver(HandoverConnection connection, bool isHttp2) => _listeners[isHttp2 ? Http2 : Http1].TryAdd(connection);

    private sealed class HandoverListener(EndPoint endPoint) : IConnectionListener
    {
        private readonly Channel<ConnectionContext> _connections = Channel.CreateUnbounded<ConnectionContext>(
            new UnboundedChannelOptions { SingleReader = true });

        public EndPoint EndPoint => endPoint;

        public bool TryAdd(ConnectionContext connection) => _connections.Writer.TryWrite(connection);

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await _connections.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (_connections.Reader.TryRead(out var connection))
                {
                    return connection;
                }
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _connections.Writer.TryComplete();
            return default;
        }

        public ValueTask DisposeAsync()
        {
            _connections.Writer.TryComplete();
            return default;
        }
    }
}

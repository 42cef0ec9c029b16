using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sluice.LocalCluster.ServiceProxy;

/// <summary>
/// Relays datagrams of one UDP address of a Service. Each client socket has its own socket towards an endpoint, from the
/// address of the pod that called, for as long as datagrams flow.
/// </summary>
internal sealed class UdpServiceListener : IServiceListener
{
    private const int MaxDatagram = 65535;
    private const int MaxSessions = 10_000;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly ServiceAddress _address;
    private readonly ClientPods _clients;
    private readonly EndPointPicker _picker;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<IPEndPoint, Session> _sessions = new();
    private readonly ITimer _sweep;
    private volatile ServiceTarget _target;
    private volatile bool _disposed;

    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public UdpServiceListener(ServiceAddress address, ServiceTarget target, ClientPods clients, TimeProvider time)
    {
        _address = address;
        _target = target;
        _clients = clients;
        _picker = new EndPointPicker(time);
        _time = time;
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.Bind(address.EndPoint);
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }

        _sweep = time.CreateTimer(_ => Sweep(), null, Idle / 2, Idle / 2);
        _ = ReceiveAsync();
    }

    public ServiceTarget Target
    {
        get => _target;
        set
        {
            _target = value;

            // Datagrams to an endpoint that is gone would be lost in silence: those clients get another one.
            foreach (KeyValuePair<IPEndPoint, Session> session in _sessions.Where(s => !value.EndPoints.Contains(s.Value.EndPoint)))
            {
                End(session.Key, session.Value);
            }
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _sweep.Dispose();
        _socket.Dispose();
        foreach (KeyValuePair<IPEndPoint, Session> session in _sessions)
        {
            End(session.Key, session.Value);
        }
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(MaxDatagram, pinned: true);
        var any = new IPEndPoint(IPAddress.Any, 0);
        while (!_disposed)
        {
            try
            {
                SocketReceiveFromResult received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any).ConfigureAwait(false);
                var client = (IPEndPoint)received.RemoteEndPoint;
                if (await SessionAsync(client).ConfigureAwait(false) is { } session)
                {
                    session.LastUsed = _time.GetUtcNow();
                    await session.Socket.SendAsync(buffer.AsMemory(0, received.ReceivedBytes), SocketFlags.None).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // A datagram that cannot be delivered is lost; the session ends in its own loop.
            }
        }
    }

    private async ValueTask<Session?> SessionAsync(IPEndPoint client)
    {
        if (_sessions.TryGetValue(client, out Session? known))
        {
            return known;
        }

        IPAddress? pod = await _clients.FindAsync(TransportProtocol.Udp, client, _address.EndPoint).ConfigureAwait(false);
        if (_sessions.Count >= MaxSessions || _picker.Pick(_target, pod ?? client.Address, []) is not { } endPoint)
        {
            return null;
        }

        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (pod is not null)
            {
                socket.Bind(new IPEndPoint(pod, 0));
            }

            await socket.ConnectAsync(endPoint).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }

        var session = new Session(socket, endPoint) { LastUsed = _time.GetUtcNow() };
        _sessions[client] = session;
        _ = AnswerAsync(client, session);
        return session;
    }

    private async Task AnswerAsync(IPEndPoint client, Session session)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaxDatagram);
        try
        {
            while (!_disposed)
            {
                int read = await session.Socket.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false);
                session.LastUsed = _time.GetUtcNow();
                await _socket.SendToAsync(buffer.AsMemory(0, read), SocketFlags.None, client).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Refused by the endpoint or swept away: the next datagram opens a new session.
            End(client, session);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Sweep()
    {
        DateTimeOffset limit = _time.GetUtcNow() - Idle;
        foreach (KeyValuePair<IPEndPoint, Session> session in _sessions.Where(s => s.Value.LastUsed < limit))
        {
            End(session.Key, session.Value);
        }
    }

    private void End(IPEndPoint client, Session session)
    {
        _sessions.TryRemove(new KeyValuePair<IPEndPoint, Session>(client, session));
        session.Socket.Dispose();
    }

    private sealed class Session(Socket socket, IPEndPoint endPoint)
    {
        public Socket Socket { get; } = socket;

        public IPEndPoint EndPoint { get; } = endPoint;

        public DateTimeOffset LastUsed { get; set; }
    }
}

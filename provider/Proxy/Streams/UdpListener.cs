using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Sluice.Proxy.Upstream;
using Sluice.Routing.Matching;

namespace Sluice.Proxy.Streams;

/// <summary>
/// A bound UDP port. Every client socket gets a session: a socket of its own towards one backend, chosen by weight when the first
/// datagram arrives; answers go back from the listener's socket. Sessions end when idle, when their endpoint is gone, or with the port.
/// </summary>
internal sealed class UdpListener : IAsyncDisposable
{
    private const int MaxDatagram = 65_535;
    private const int SocketBufferBytes = 1024 * 1024;

    private readonly ProxyRuntime _runtime;
    private readonly Socket _socket;
    private readonly ConcurrentDictionary<SocketAddress, Session> _sessions = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _receiving;
    private readonly PeriodicTimer _timer;
    private readonly Task _sweeping;

    private UdpListener(int port, Socket socket, ProxyRuntime runtime)
    {
        Port = port;
        _socket = socket;
        _runtime = runtime;
        _timer = new PeriodicTimer(TimeSpan.FromSeconds(1), runtime.Time);
        _receiving = ReceiveLoopAsync();
        _sweeping = SweepLoopAsync();
    }

    public int Port { get; }

    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <exception cref="SocketException">The port is taken or may not be bound.</exception>
    public static UdpListener Bind(int port, IPEndPoint address, ProxyRuntime runtime)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = true;
            }

            socket.ReceiveBufferSize = SocketBufferBytes;
            socket.Bind(address);
            return new UdpListener(port, socket, runtime);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _timer.Dispose();
        _socket.Dispose();
        await _receiving.ConfigureAwait(false);
        await _sweeping.ConfigureAwait(false);
        foreach (var session in _sessions.Values)
        {
            session.Dispose();
        }

        _stopping.Dispose();
    }

    private async Task ReceiveLoopAsync()
    {
        var buffer = GC.AllocateUninitializedArray<byte>(MaxDatagram, pinned: true);
        var client = new SocketAddress(_socket.AddressFamily);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var count = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, client, _stopping.Token).ConfigureAwait(false);
                if (SessionOf(client) is { } session)
                {
                    await session.SendAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // An ICMP error caused by an earlier answer; the next datagram is another matter.
            }
        }
    }

    private Session? SessionOf(SocketAddress client)
    {
        if (_sessions.TryGetValue(client, out var session))
        {
            if (session.IsCurrent(_runtime.State))
            {
                return session;
            }

            End(session);
        }

        if (_sessions.Count >= _runtime.Limits.UdpSessions
            || RouteOf(_runtime.State, Port, client) is not { } route
            || route.NextBackend() is not { } slot
            || UpstreamBackend.Of(slot) is not { } backend)
        {
            return null;
        }

        var view = backend.View;
        ulong tried = 0;
        if (view.Failure is not null || UpstreamBackend.Pick(view, ref tried) is not { } endpoint)
        {
            return null;
        }

        // The address is a buffer the receive loop writes to again.
        var key = new SocketAddress(client.Family, client.Size);
        client.Buffer[..client.Size].CopyTo(key.Buffer);
        Session created;
        try
        {
            created = new Session(this, key, endpoint, backend, route.Config);
        }
        catch (SocketException)
        {
            return null;
        }

        _sessions[key] = created;
        _runtime.Metrics.UdpSessionOpened();
        created.Start();
        return created;
    }

    private void End(Session session)
    {
        if (_sessions.TryRemove(new KeyValuePair<SocketAddress, Session>(session.Client, session)))
        {
            session.Dispose();
        }
    }

    private async Task SweepLoopAsync()
    {
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            var now = Environment.TickCount64;
            foreach (var session in _sessions.Values)
            {
                if (now - session.LastActivity > _runtime.Limits.UdpIdleTimeout.TotalMilliseconds)
                {
                    End(session);
                }
            }
        }
    }

    private static CompiledStreamRoute? RouteOf(ServingState state, int port, SocketAddress client)
    {
        var name = state.Clients.IsEmpty ? null : state.Clients.NamespaceOf(AddressOf(client));
        return state.Snapshot.Port(port, isUdp: true)?.StreamListener?.StreamRoute(name);
    }

    private static IPAddress AddressOf(SocketAddress client)
    {
        var any = client.Family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        var address = ((IPEndPoint)new IPEndPoint(any, 0).Create(client)).Address;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    private sealed class Session : IDisposable
    {
        private readonly UdpListener _listener;
        private readonly Socket _upstream;
        private readonly UpstreamEndpoint _endpoint;
        private readonly UpstreamBackend _backend;
        private readonly Routing.Model.StreamRouteConfig _route;
        private ServingState? _checked;
        private int _ended;
        private long _lastActivity = Environment.TickCount64;

        public Session(UdpListener listener, SocketAddress client, UpstreamEndpoint endpoint, UpstreamBackend backend, Routing.Model.StreamRouteConfig route)
        {
            _listener = listener;
            _endpoint = endpoint;
            _backend = backend;
            _route = route;
            Client = client;
            _upstream = new Socket(endpoint.Address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                _upstream.Connect(endpoint.Address);
            }
            catch
            {
                _upstream.Dispose();
                throw;
            }

            endpoint.Enter();
        }

        public SocketAddress Client { get; }

        public long LastActivity => Volatile.Read(ref _lastActivity);

        /// <summary>False: the route now leads elsewhere, or the endpoint is gone.</summary>
        public bool IsCurrent(ServingState state)
        {
            if (ReferenceEquals(state, _checked))
            {
                return true;
            }

            var route = RouteOf(state, _listener.Port, Client);
            if (route is null || !ReferenceEquals(route.Config, _route) || !_backend.View.Endpoints.Contains(_endpoint))
            {
                return false;
            }

            _checked = state;
            return true;
        }

        public void Start() => _ = ReceiveLoopAsync();

        public async ValueTask SendAsync(ReadOnlyMemory<byte> datagram)
        {
            Volatile.Write(ref _lastActivity, Environment.TickCount64);
            try
            {
                await _upstream.SendAsync(datagram, SocketFlags.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Nobody listens there any more: the client's next datagram starts over.
                _listener.End(this);
            }
        }

        public void Dispose()
        {
            _upstream.Dispose();
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                _endpoint.Leave();
            }
        }

        private async Task ReceiveLoopAsync()
        {
            var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(MaxDatagram);
            try
            {
                while (true)
                {
                    var count = await _upstream.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false);
                    Volatile.Write(ref _lastActivity, Environment.TickCount64);
                    await _listener._socket.SendToAsync(buffer.AsMemory(0, count), SocketFlags.None, Client).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                _listener.End(this);
            }
            finally
            {
                System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}

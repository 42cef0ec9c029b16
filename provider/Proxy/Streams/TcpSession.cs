using System.Diagnostics;
using System.Net.Sockets;
using Sluice.Proxy.Connections;
using Sluice.Proxy.Forwarding;
using Sluice.Proxy.Observability;
using Sluice.Proxy.Upstream;
using Sluice.Routing.Matching;

namespace Sluice.Proxy.Streams;

/// <summary>A connection relayed byte by byte: TCP, TLS passthrough, or TLS terminated here. The backend is connected at once, because it may speak first.</summary>
internal sealed class TcpSession(ClientConnection client, ProxyRuntime runtime) : ConnectionEngine
{
    private volatile StreamRelay? _relay;
    private CompiledStreamRoute? _route;
    private UpstreamConnection? _connection;
    private UpstreamBackend? _backend;
    private BackendView? _view;
    private long _started;

    /// <summary>False where no backend of the route can take a connection.</summary>
    public static bool CanServe(CompiledStreamRoute route)
    {
        foreach (var slot in route.Backends)
        {
            if (UpstreamBackend.Of(slot)?.View is { Failure: null, Endpoints.IsEmpty: false })
            {
                return true;
            }
        }

        return false;
    }

    public async Task RunAsync(CompiledStreamRoute route, ReadOnlyMemory<byte> received)
    {
        if (await OpenAsync(route).ConfigureAwait(false))
        {
            await RelayAsync(received).ConfigureAwait(false);
        }
    }

    /// <summary>Connects to a backend of the route. False: none can be reached; the client is to be closed.</summary>
    public async Task<bool> OpenAsync(CompiledStreamRoute route)
    {
        client.Disarm();
        client.Engine = this;
        _route = route;
        _started = Stopwatch.GetTimestamp();
        if (route.NextBackend() is not { } slot || UpstreamBackend.Of(slot) is not { } backend)
        {
            Log(null, ResponseFlags.RouteFailure);
            return false;
        }

        var view = backend.View;
        if (view.Failure is not null || !backend.TryEnter(view))
        {
            Log(null, ResponseFlags.RouteFailure);
            return false;
        }

        _connection = await ConnectAsync(view).ConfigureAwait(false);
        if (_connection is null)
        {
            backend.Leave(view);
            Log(null, ResponseFlags.UpstreamConnectFailure);
            return false;
        }

        (_backend, _view) = (backend, view);
        _connection.Endpoint.Enter();
        return true;
    }

    /// <summary>Completes when the backend has sent something, or closed.</summary>
    public Task UpstreamReadableAsync() => _connection!.Socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).AsTask();

    /// <summary>Relays until both sides have ended.</summary>
    public async Task RelayAsync(ReadOnlyMemory<byte> received)
    {
        try
        {
            _relay = new StreamRelay(client.Stream, client.Socket, _connection!.Stream, _connection.Socket);
            await _relay.RunAsync(received, default).ConfigureAwait(false);
            Log(_connection.Endpoint, ResponseFlags.None);
        }
        finally
        {
            Close();
        }
    }

    /// <summary>Gives the backend's connection up without having used it.</summary>
    public void Close()
    {
        _connection!.Endpoint.Leave();
        _connection.Dispose();
        _backend!.Leave(_view!);
    }

    public override void OnDeadline() => client.Abort();

    public override void OnSweep(long now)
    {
        if (_relay is { } relay && now - relay.LastActivity > runtime.Limits.StreamIdleTimeout.TotalMilliseconds)
        {
            client.Abort();
        }
    }

    // A byte stream has no boundary at which it could end: it is left alone until the drain time is over.
    public override void OnDrain()
    {
    }

    public override void OnAbort() => _relay?.Abort();

    private async ValueTask<UpstreamConnection?> ConnectAsync(BackendView view)
    {
        ulong tried = 0;
        for (var attempt = 0; attempt < ProxyDefaults.ConnectAttempts; attempt++)
        {
            if (UpstreamBackend.Pick(view, ref tried) is not { } endpoint)
            {
                return null;
            }

            try
            {
                var connection = await endpoint.ConnectAsync(runtime.Limits.ConnectTimeout, [], default).ConfigureAwait(false);
                endpoint.NoteSuccess();
                runtime.Metrics.UpstreamConnected();
                return connection;
            }
            catch (Exception e) when (e is SocketException or IOException or System.Security.Authentication.AuthenticationException)
            {
                runtime.Metrics.ConnectFailed();
                UpstreamBackend.NoteFailure(view, endpoint, connecting: true);
            }
        }

        return null;
    }

    private void Log(UpstreamEndpoint? endpoint, string flags)
    {
        if (!runtime.AccessLog.IsEnabled)
        {
            return;
        }

        var elapsed = Stopwatch.GetElapsedTime(_started);
        runtime.AccessLog.Write(new AccessLogEntry
        {
            Start = runtime.Time.GetUtcNow() - elapsed,
            Method = "-"u8,
            Path = "-"u8,
            Protocol = "-"u8,
            Status = 0,
            Flags = flags,
            BytesReceived = _relay?.BytesFromFirst ?? 0,
            BytesSent = _relay?.BytesFromSecond ?? 0,
            DurationMilliseconds = (long)elapsed.TotalMilliseconds,
            UpstreamMilliseconds = -1,
            ForwardedFor = client.RemoteAddress,
            Authority = client.Tls is { } tls ? tls.ServerNameUtf8 : default(ReadOnlySpan<byte>),
            UpstreamHost = endpoint is null ? default : endpoint.Utf8Text.Span,
            Route = _route!.Config.Name,
        });
    }
}

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
        client.Disarm();
        client.Engine = this;
        var started = Stopwatch.GetTimestamp();
        if (route.NextBackend() is not { } slot || UpstreamBackend.Of(slot) is not { } backend)
        {
            Log(route, started, null, ResponseFlags.RouteFailure);
            return;
        }

        var view = backend.View;
        if (view.Failure is not null || !backend.TryEnter(view))
        {
            Log(route, started, null, ResponseFlags.RouteFailure);
            return;
        }

        try
        {
            using var connection = await ConnectAsync(view).ConfigureAwait(false);
            if (connection is null)
            {
                Log(route, started, null, ResponseFlags.UpstreamConnectFailure);
                return;
            }

            connection.Endpoint.Enter();
            try
            {
                _relay = new StreamRelay(client.Stream, client.Socket, connection.Stream, connection.Socket);
                await _relay.RunAsync(received, default).ConfigureAwait(false);
                Log(route, started, connection.Endpoint, ResponseFlags.None);
            }
            finally
            {
                connection.Endpoint.Leave();
            }
        }
        finally
        {
            backend.Leave(view);
        }
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

    private void Log(CompiledStreamRoute route, long started, UpstreamEndpoint? endpoint, string flags)
    {
        if (!runtime.AccessLog.IsEnabled)
        {
            return;
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
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
            Route = route.Config.Name,
        });
    }
}

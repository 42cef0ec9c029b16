using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Sluice.Proxy.Connections;
using Sluice.Proxy.Forwarding;
using Sluice.Proxy.Hosting;
using Sluice.Proxy.Streams;
using Sluice.Proxy.Tls;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;

namespace Sluice.Proxy;

/// <summary>
/// The data plane: serves the traffic of the snapshot applied last. Applying goes in this order: bind new sockets, publish by a single
/// reference write, drain what is no longer configured. All members are thread-safe.
/// </summary>
public sealed partial class ProxyServer : IAsyncDisposable
{
    private static readonly TimeSpan RemovalDelay = TimeSpan.FromSeconds(2);

    private readonly ProxyRuntime _runtime;
    private readonly HttpStack _stack;
    private readonly ConnectionPipeline _pipeline;
    private readonly SemaphoreSlim _applying = new(1, 1);
    private readonly Dictionary<(int Port, bool IsUdp), IAsyncDisposable> _sockets = [];
    private readonly CancellationTokenSource _stopping = new();
    private bool _draining;
    private bool _disposed;

    /// <exception cref="ArgumentException">Options are out of range; the message lists all of them.</exception>
    public ProxyServer(ProxyOptions options, ILoggerFactory loggers, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        if (options.Problems() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(options));
        }

        _runtime = new ProxyRuntime(options, time ?? TimeProvider.System, loggers);
        _stack = new HttpStack(_runtime, loggers);
        _pipeline = new ConnectionPipeline(_runtime, _stack);
        _runtime.Connections.OnSweep(_runtime.Upstreams.Trim);
        _runtime.Metrics.ActiveConnections = () => _runtime.Connections.Count;
        _runtime.Metrics.DroppedLogLines = () => _runtime.AccessLog.Dropped;
    }

    /// <summary>The snapshot that serves.</summary>
    public RoutingSnapshot Current => _runtime.State.Snapshot.Config;

    /// <summary>Client connections open now.</summary>
    public int ActiveConnections => _runtime.Connections.Count;

    /// <summary>Makes the proxy ready for its first snapshot; no port is bound before it.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Task.CompletedTask;
    }

    /// <summary>Makes a snapshot serve. Never throws for what is in it: what cannot serve is in the result, all else serves.</summary>
    public Task<ApplyResult> ApplyAsync(RoutingSnapshot snapshot, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);

        // Compiling may take a while, and the caller may be a continuation on a thread that serves sockets (SocketCompletions).
        return Task.Run(() => ApplyOnThreadPoolAsync(snapshot, cancellationToken), cancellationToken);
    }

    private async Task<ApplyResult> ApplyOnThreadPoolAsync(RoutingSnapshot snapshot, CancellationToken cancellationToken)
    {
        await _applying.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);

            // Step 1: compile; nothing of it is visible yet.
            var before = _runtime.State;
            var seed = (ulong)(_runtime.Options.RandomSeed ?? Random.Shared.Next());
            var compiled = CompiledSnapshot.Compile(snapshot, before.Snapshot, seed);
            var tls = TlsTable.Build(snapshot, before.Tls);
            var upstreams = _runtime.Upstreams.Prepare(compiled, before.Snapshot.Config);

            // Step 2: publish, so that a socket never accepts a connection it knows nothing about.
            upstreams.PublishServing();
            compiled.Publish();
            _runtime.Publish(new ServingState(compiled, tls, ClientGroups.Of(snapshot.ClientGroups, before.Clients)));

            // Step 3: bind new ports, give up old ones.
            var failures = _draining ? [] : Bind(compiled);
            await UnbindAsync(compiled).ConfigureAwait(false);

            // Step 4: requests that still see the routes before are given time to find their backends.
            if (upstreams.HasRemovals)
            {
                _ = PublishRemovalsAsync(upstreams);
            }

            _runtime.Metrics.SnapshotApplied();
            _runtime.Metrics.Retain(name => snapshot.HttpRoutes.ContainsKey(name));
            return new ApplyResult { BindFailures = failures, Problems = tls.Problems };
        }
        finally
        {
            _applying.Release();
        }
    }

    /// <summary>
    /// Stops accepting, lets requests under way finish up to the drain time, then closes what is left. For termination: mark the pod
    /// as not ready first.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellationToken = default)
    {
        await _applying.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _draining = true;
            foreach (var socket in _sockets.Values)
            {
                await socket.DisposeAsync().ConfigureAwait(false);
            }

            _sockets.Clear();
        }
        finally
        {
            _applying.Release();
        }

        var left = await _runtime.Connections.DrainAsync(_runtime.Options.DrainTime, _runtime.Time, cancellationToken).ConfigureAwait(false);
        if (left > 0)
        {
            Log.DrainCutOff(_runtime.Logger, left);
        }

        await _runtime.AccessLog.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>The address a listener port is really bound to; null where it is not.</summary>
    public IPEndPoint? BoundAddress(int port, bool isUdp = false)
    {
        lock (_sockets)
        {
            return _sockets.GetValueOrDefault((port, isUdp)) switch
            {
                PortListener listener => listener.LocalEndPoint,
                UdpListener listener => listener.LocalEndPoint,
                _ => null,
            };
        }
    }

    /// <summary>Metrics in the Prometheus text exposition format (<c>text/plain; version=0.0.4</c>).</summary>
    public string MetricsText() => _runtime.Metrics.ToPrometheus();

    /// <summary>Writes out the access log's buffer.</summary>
    public Task FlushAccessLogAsync() => _runtime.AccessLog.FlushAsync();

    public async ValueTask DisposeAsync()
    {
        await _applying.WaitAsync().ConfigureAwait(false);
        if (_disposed)
        {
            _applying.Release();
            return;
        }

        _disposed = true;
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (var socket in _sockets.Values)
        {
            await socket.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var connection in _runtime.Connections.Snapshot(_ => true))
        {
            connection.Abort();
        }

        await _stack.DisposeAsync().ConfigureAwait(false);
        await _runtime.Connections.DisposeAsync().ConfigureAwait(false);
        _runtime.Upstreams.Close();
        await _runtime.AccessLog.DisposeAsync().ConfigureAwait(false);
        _runtime.Metrics.Dispose();

        // The two primitives stay: tasks that wait for their delay still look at them, and neither holds a handle.
        _applying.Release();
    }

    private ImmutableArray<BindFailure> Bind(CompiledSnapshot compiled)
    {
        var failures = ImmutableArray.CreateBuilder<BindFailure>();
        foreach (var port in compiled.Ports)
        {
            var key = (port.Port, port.IsUdp);
            lock (_sockets)
            {
                if (_sockets.ContainsKey(key))
                {
                    continue;
                }
            }

            var number = port.Port < 1024 ? port.Port + _runtime.Options.PrivilegedPortOffset : port.Port;
            var address = new IPEndPoint(_runtime.Options.BindAddress, number);
            try
            {
                IAsyncDisposable socket = port.IsUdp
                    ? UdpListener.Bind(port.Port, address, _runtime)
                    : PortListener.Bind(port.Port, address, _runtime, _pipeline);
                lock (_sockets)
                {
                    _sockets.Add(key, socket);
                }
            }
            catch (SocketException e)
            {
                var message = Describe(port, address, e);
                Log.BindFailed(_runtime.Logger, message);
                failures.Add(new BindFailure(port.Port, port.IsUdp, [.. port.Listeners.Select(listener => listener.Config.Name)], message));
            }
        }

        return failures.ToImmutable();
    }

    private static string Describe(CompiledPort port, IPEndPoint address, SocketException error)
    {
        var cure = error.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => "Another process uses it: end that process or choose another port.",
            SocketError.AccessDenied => "Ports below 1024 need a privilege: use a higher port or allow unprivileged low ports.",
            SocketError.AddressNotAvailable => "The address does not belong to this machine.",
            _ => error.Message + ".",
        };
        return $"Port {port.Port}/{(port.IsUdp ? "UDP" : "TCP")} cannot be bound at {address}: {error.SocketErrorCode}. {cure}";
    }

    private async Task UnbindAsync(CompiledSnapshot compiled)
    {
        List<KeyValuePair<(int Port, bool IsUdp), IAsyncDisposable>> gone;
        lock (_sockets)
        {
            gone = [.. _sockets.Where(socket => compiled.Port(socket.Key.Port, socket.Key.IsUdp) is null)];
            gone.ForEach(socket => _sockets.Remove(socket.Key));
        }

        foreach (var ((port, isUdp), socket) in gone)
        {
            await socket.DisposeAsync().ConfigureAwait(false);
            if (!isUdp)
            {
                _ = DrainPortAsync(port);
            }
        }
    }

    private async Task DrainPortAsync(int port)
    {
        var connections = _runtime.Connections.Snapshot(connection => connection.Port == port);
        ConnectionTable.BeginDrain(connections);
        if (connections.Length == 0 || !await DelayAsync(_runtime.Options.DrainTime).ConfigureAwait(false))
        {
            return;
        }

        foreach (var connection in connections)
        {
            connection.Abort();
        }
    }

    private async Task PublishRemovalsAsync(Upstream.UpstreamChange upstreams)
    {
        if (!await DelayAsync(RemovalDelay).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            await _applying.WaitAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            return;
        }

        try
        {
            upstreams.PublishRemovals(_runtime.State.Snapshot.Config);
        }
        finally
        {
            _applying.Release();
        }
    }

    private async Task<bool> DelayAsync(TimeSpan time)
    {
        try
        {
            await Task.Delay(time, _runtime.Time, _stopping.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Error, "{Message}")]
        public static partial void BindFailed(ILogger logger, string message);

        [LoggerMessage(4002, LogLevel.Warning, "The drain time is over: {Connections} connections were closed.")]
        public static partial void DrainCutOff(ILogger logger, int connections);
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Sluice.Proxy.Connections;

/// <summary>A bound TCP port: accepts connections and hands them to the pipeline.</summary>
internal sealed partial class PortListener : IAsyncDisposable
{
    private const int Backlog = 4096;

    private readonly ProxyRuntime _runtime;
    private readonly ConnectionPipeline _pipeline;
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    private PortListener(int port, Socket socket, ProxyRuntime runtime, ConnectionPipeline pipeline)
    {
        Port = port;
        _socket = socket;
        _runtime = runtime;
        _pipeline = pipeline;
        _accepting = AcceptLoopAsync();
    }

    public int Port { get; }

    /// <summary>Where it is really bound: another port where privileged ports are moved.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <exception cref="SocketException">The port is taken or may not be bound.</exception>
    public static PortListener Bind(int port, IPEndPoint address, ProxyRuntime runtime, ConnectionPipeline pipeline)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = true;
            }

            // No ReuseAddress: on Linux .NET makes SO_REUSEPORT of it, and two proxies would share a port without noticing. Rebinding
            // beside connections in TIME_WAIT works without it.
            socket.Bind(address);
            socket.Listen(Backlog);
            return new PortListener(port, socket, runtime, pipeline);
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
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task AcceptLoopAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket accepted;
            try
            {
                accepted = await _socket.AcceptAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                if (_stopping.IsCancellationRequested)
                {
                    return;
                }

                // A client that resets before it is accepted, or no file descriptors left: neither may end the listener.
                Log.AcceptFailed(_runtime.Logger, Port, e.SocketErrorCode);
                if (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(100), _runtime.Time).ConfigureAwait(false);
                }

                continue;
            }

            Start(accepted);
        }
    }

    private void Start(Socket accepted)
    {
        ClientConnection client;
        try
        {
            accepted.NoDelay = true;
            client = new ClientConnection(accepted, Port);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            accepted.Dispose();
            return;
        }

        if (!_runtime.Connections.TryAdd(client))
        {
            _runtime.Metrics.ConnectionRefused();
            client.Dispose();
            return;
        }

        _runtime.Metrics.ConnectionAccepted();
        ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work._pipeline.RunAsync(work.client), (_pipeline, client), preferLocal: false);
    }

    private static partial class Log
    {
        [LoggerMessage(4101, LogLevel.Warning, "Accepting on port {Port} failed: {Error}.")]
        public static partial void AcceptFailed(ILogger logger, int port, SocketError error);
    }
}

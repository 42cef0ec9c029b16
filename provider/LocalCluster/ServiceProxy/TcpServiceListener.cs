using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Sluice.LocalCluster.ServiceProxy;

/// <summary>Accepts on one TCP address of a Service and relays to its endpoints, in the name of the pod that called.</summary>
internal sealed partial class TcpServiceListener : IServiceListener
{
    private const int Attempts = 3;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    private readonly Socket _listener;
    private readonly ServiceAddress _address;
    private readonly ClientPods _clients;
    private readonly EndPointPicker _picker;
    private readonly ILogger _logger;
    private volatile ServiceTarget _target;
    private volatile bool _disposed;

    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public TcpServiceListener(ServiceAddress address, ServiceTarget target, ClientPods clients, TimeProvider time, ILogger logger)
    {
        _address = address;
        _target = target;
        _clients = clients;
        _picker = new EndPointPicker(time);
        _logger = logger;
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _listener.Bind(address.EndPoint);
            _listener.Listen(1024);
        }
        catch (SocketException)
        {
            _listener.Dispose();
            throw;
        }

        _ = AcceptAsync();
    }

    public ServiceTarget Target
    {
        get => _target;
        set => _target = value;
    }

    public void Dispose()
    {
        _disposed = true;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_disposed)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                if (_disposed)
                {
                    return;
                }

                continue;
            }

            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        Socket? server = null;
        try
        {
            client.NoDelay = true;
            var peer = (IPEndPoint)client.RemoteEndPoint!;
            IPAddress? pod = await _clients.FindAsync(TransportProtocol.Tcp, peer, _address.EndPoint).ConfigureAwait(false);
            server = await ConnectAsync(pod ?? peer.Address, pod).ConfigureAwait(false);
            if (server is null)
            {
                TcpRelay.Reset(client);
                return;
            }

            await TcpRelay.RunAsync(client, server).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            TcpRelay.Reset(client);
        }
        finally
        {
            client.Dispose();
            server?.Dispose();
        }
    }

    /// <summary>An endpoint may have gone a moment before the news of it came: then another one is tried.</summary>
    private async Task<Socket?> ConnectAsync(IPAddress client, IPAddress? source)
    {
        var failed = new List<IPEndPoint>();
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (_picker.Pick(_target, client, failed) is not { } endPoint)
            {
                return null;
            }

            var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                if (source is not null)
                {
                    SocketSources.Bind(server, source);
                }

                using var limit = new CancellationTokenSource(ConnectLimit);
                await server.ConnectAsync(endPoint, limit.Token).ConfigureAwait(false);
                return server;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                server.Dispose();
                failed.Add(endPoint);
                Log.NotReached(_logger, _target.Service, endPoint, e.Message);
            }
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(4300, LogLevel.Debug, "An endpoint of Service {Service} could not be reached: {EndPoint}: {Reason}")]
        public static partial void NotReached(ILogger logger, Client.ObjectKey service, IPEndPoint endPoint, string reason);
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sluice.Proxy.Tests.Support;

/// <summary>A TCP server whose every connection is handled by the given function.</summary>
internal sealed class RawBackend : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly Task _accepting;
    private int _connections;

    public RawBackend(Func<RawClient, int, Task> handle, IPAddress? address = null)
    {
        address ??= IPAddress.Loopback;
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address, 0));
        _listener.Listen();
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync(handle);
    }

    public IPEndPoint EndPoint { get; }

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Requests received by <see cref="Http"/> backends.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Answers every request (read up to its empty line and its Content-Length) with the bytes the function returns.</summary>
    public static RawBackend Http(Func<string, string> answer, IPAddress? address = null)
    {
        RawBackend? backend = null;
        backend = new RawBackend(async (connection, _) =>
        {
            while (true)
            {
                string head, body;
                try
                {
                    (head, body) = await connection.ReadResponseAsync();
                }
                catch (Exception e) when (e is IOException or OperationCanceledException)
                {
                    return;
                }

                backend!.Requests.Enqueue(head + body);
                await connection.SendAsync(answer(head + body));
            }
        }, address);
        return backend;
    }

    /// <summary>Answers every request with 200 and a short text.</summary>
    public static RawBackend Named(string name, IPAddress? address = null) => Http(_ => $"HTTP/1.1 200 OK\r\nContent-Length: {name.Length}\r\n\r\n{name}", address);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        await _accepting;
    }

    private async Task AcceptAsync(Func<RawClient, int, Task> handle)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            _sockets.Add(socket);
            socket.NoDelay = true;
            _ = HandleAsync(new RawClient(socket, new NetworkStream(socket, ownsSocket: true)), handle);
        }
    }

    private async Task HandleAsync(RawClient connection, Func<RawClient, int, Task> handle)
    {
        using (connection)
        {
            try
            {
                await handle(connection, Interlocked.Increment(ref _connections));
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
            {
                // The proxy closed first, which is its right.
            }
        }
    }
}

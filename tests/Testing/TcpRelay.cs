using System.Net;
using System.Net.Sockets;

namespace Sluice.TestKit;

/// <summary>
/// Stands between clients and a server and does to their connections what a bad network does: refuses them, resets them at any byte, garbles
/// a byte, holds bytes back. It relays from the first <see cref="Restore"/> on. Thread-safe.
/// </summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly Func<IPEndPoint> _server;
    private readonly List<Socket> _open = [];
    private readonly Lock _gate = new();
    private Socket? _listener;
    private Hold? _hold;
    private int _faults;

    /// <param name="endPoint">Where clients connect; port 0 takes a free one at the first <see cref="Restore"/>.</param>
    /// <param name="server">Asked per connection.</param>
    public TcpRelay(IPEndPoint endPoint, Func<IPEndPoint> server) => (EndPoint, _server) = (endPoint, server);

    public IPEndPoint EndPoint { get; private set; }

    /// <summary>Asked per connection: what happens to the bytes that come from the server.</summary>
    public Func<RelayFault> Fault { get; set; } = () => RelayFault.None;

    /// <summary>Faults that have happened.</summary>
    public int Faults => Volatile.Read(ref _faults);

    /// <summary>Takes connections, from now on or again.</summary>
    public void Restore()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(EndPoint);
        listener.Listen();
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _listener = listener;
        _ = AcceptAsync(listener);
    }

    /// <summary>Refuses connections and resets those that are open.</summary>
    public void Cut()
    {
        _listener?.Dispose();
        _listener = null;
        CutOpen();
    }

    /// <summary>Resets the connections that are open; new ones are taken.</summary>
    public void CutOpen()
    {
        lock (_gate)
        {
            foreach (var socket in _open)
            {
                Reset(socket);
            }

            _open.Clear();
        }
    }

    /// <summary>What these clients send waits, until <see cref="Release"/>; what they are sent does not.</summary>
    public void HoldFrom(Predicate<IPAddress> clients) => Volatile.Write(ref _hold, new Hold(clients));

    public void Release() => Interlocked.Exchange(ref _hold, null)?.Released.TrySetResult();

    public ValueTask DisposeAsync()
    {
        Release();
        Cut();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await listener.AcceptAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using var upstream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        lock (_gate)
        {
            _open.Add(client);
            _open.Add(upstream);
        }

        try
        {
            var from = ((IPEndPoint)client.RemoteEndPoint!).Address;
            await upstream.ConnectAsync(_server());
            await Task.WhenAny(RequestsAsync(client, upstream, from), AnswersAsync(upstream, client, Fault()));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut, or one of the two went.
        }
        finally
        {
            lock (_gate)
            {
                _open.Remove(client);
                _open.Remove(upstream);
            }

            client.Dispose();
        }
    }

    private async Task RequestsAsync(Socket client, Socket upstream, IPAddress from)
    {
        var buffer = new byte[16 * 1024];
        while (await client.ReceiveAsync(buffer) is > 0 and var count)
        {
            if (Volatile.Read(ref _hold) is { } hold && hold.Clients(from))
            {
                await hold.Released.Task;
            }

            await SendAsync(upstream, buffer.AsMemory(0, count));
        }
    }

    private async Task AnswersAsync(Socket upstream, Socket client, RelayFault fault)
    {
        var buffer = new byte[16 * 1024];
        var passed = 0;
        while (await upstream.ReceiveAsync(buffer) is > 0 and var count)
        {
            if (fault.GarbledByte is { } index && index >= passed && index < passed + count)
            {
                buffer[index - passed] ^= 0xFF;
                Interlocked.Increment(ref _faults);
            }

            if (fault.CutAfter is { } most && passed + count >= most)
            {
                await SendAsync(client, buffer.AsMemory(0, most - passed));
                Interlocked.Increment(ref _faults);
                Reset(client);
                return;
            }

            await SendAsync(client, buffer.AsMemory(0, count));
            passed += count;
        }
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes)..];
        }
    }

    // Zero linger: a reset, as from a host that is gone.
    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It went by itself.
        }

        socket.Dispose();
    }

    private sealed record Hold(Predicate<IPAddress> Clients)
    {
        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>What happens to the bytes that a connection brings from the server, counted from its first.</summary>
/// <param name="CutAfter">The connection is reset when so many bytes have passed; null: it is not.</param>
/// <param name="GarbledByte">The byte that is passed with all its bits flipped; null: none.</param>
public sealed record RelayFault(int? CutAfter = null, int? GarbledByte = null)
{
    public static readonly RelayFault None = new();
}

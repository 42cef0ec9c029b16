using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Sluice.Proxy.Connections;

/// <summary>
/// An accepted connection: its socket, who is at the other end, and at most one deadline at a time. Instead of a timer per wait there
/// is one number per connection, which the sweeper of the <see cref="ConnectionTable"/> compares with the clock.
/// </summary>
internal sealed class ClientConnection : IDisposable
{
    private const long Fired = -1;

    private readonly Lock _firing = new();
    private long _deadline;
    private volatile bool _draining;
    private volatile ConnectionEngine? _engine;

    public ClientConnection(Socket socket, int port)
    {
        Socket = socket;
        Port = port;
        Stream = new NetworkStream(socket, ownsSocket: true);
        Remote = (IPEndPoint)socket.RemoteEndPoint!;
        Local = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Index in the table; only the table uses it.</summary>
    internal int Slot { get; set; } = -1;

    public Socket Socket { get; }

    /// <summary>What to read and write: the socket's stream, or TLS on top of it.</summary>
    public Stream Stream { get; set; }

    /// <summary>The listener port the connection came in on.</summary>
    public int Port { get; }

    /// <summary>The client, as far as it can be known: the peer, or what the PROXY protocol says.</summary>
    public IPEndPoint Remote
    {
        get;
        set
        {
            field = value.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(value.Address.MapToIPv4(), value.Port) : value;
            RemoteAddress = Encoding.ASCII.GetBytes(field.Address.ToString());
        }
    }

    public IPEndPoint Local { get; }

    /// <summary>The client's address as it goes into X-Forwarded-For.</summary>
    public byte[] RemoteAddress { get; private set; } = [];

    /// <summary>Null on clear-text connections.</summary>
    public TlsDetails? Tls { get; set; }

    public bool IsDraining => _draining;

    public ConnectionEngine? Engine
    {
        get => _engine;
        set
        {
            _engine = value;

            // The drain may have begun between two engines.
            if (_draining)
            {
                value?.OnDrain();
            }
        }
    }

    /// <summary>Sets the deadline and replaces the one before. False: the one before has fired, and its effect is complete.</summary>
    public bool Arm(TimeSpan fromNow) => Swap(Environment.TickCount64 + (long)fromNow.TotalMilliseconds);

    /// <inheritdoc cref="Arm(TimeSpan)"/>
    public bool ArmAt(long tickCount) => Swap(tickCount);

    public bool Disarm() => Swap(0);

    /// <summary>From now on answers end the connection.</summary>
    public void MarkDraining() => _draining = true;

    /// <summary>Finishes what is under way, then closes; closes at once when idle.</summary>
    public void BeginDrain()
    {
        _draining = true;
        _engine?.OnDrain();
    }

    /// <summary>Closes the socket now, whoever uses it.</summary>
    public void Abort()
    {
        try
        {
            Socket.Dispose();
        }
        finally
        {
            _engine?.OnAbort();
        }
    }

    /// <summary>True where the client has closed: its socket is readable and holds nothing. A system call or two.</summary>
    public bool HasGone()
    {
        try
        {
            return Socket.Poll(0, SelectMode.SelectRead) && Socket.Available == 0;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>Lets a pending read end as if the client had closed; what has been received can still be read, and answers be sent.</summary>
    public void StopReceiving()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }
    }

    public void Dispose() => Stream.Dispose();

    /// <summary>The sweeper's only entry.</summary>
    internal void Sweep(long now)
    {
        var deadline = Volatile.Read(ref _deadline);
        if (deadline <= 0 || now < deadline)
        {
            _engine?.OnSweep(now);
            return;
        }

        lock (_firing)
        {
            if (Interlocked.CompareExchange(ref _deadline, Fired, deadline) != deadline)
            {
                return;
            }

            if (_engine is { } engine)
            {
                engine.OnDeadline();
            }
            else
            {
                Abort();
            }
        }
    }

    private bool Swap(long next)
    {
        if (Interlocked.Exchange(ref _deadline, next) != Fired)
        {
            return true;
        }

        // The deadline has fired; its effect may still be under way on the sweeper's thread, and must not hit what comes next.
        lock (_firing)
        {
            return false;
        }
    }
}

/// <summary>The TLS side of a connection that the proxy terminates.</summary>
internal sealed record TlsDetails(SslStream Stream, string ServerName)
{
    /// <summary>SNI as sent, lower case; empty where the client sent none.</summary>
    public byte[] ServerNameUtf8 { get; } = Encoding.ASCII.GetBytes(ServerName);
}

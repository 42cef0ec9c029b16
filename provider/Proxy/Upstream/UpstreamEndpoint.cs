using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Sluice.Proxy.Upstream;

/// <summary>
/// An address of a backend with its idle connections and its health. It outlives snapshots: as long as any backend refers to an
/// address with the same TLS settings, connections and counters are kept.
/// </summary>
internal sealed class UpstreamEndpoint(EndpointKey key, IPEndPoint address, UpstreamTls? tls)
{
    private readonly Lock _lock = new();
    private UpstreamConnection[] _idle = new UpstreamConnection[8];
    private int _idleCount;
    private int _references;
    private int _inFlight;
    private int _failures;
    private long _avoidUntil;
    private bool _retired;

    public EndpointKey Key { get; } = key;

    public IPEndPoint Address { get; } = address;

    public UpstreamTls? Tls { get; } = tls;

    /// <summary><c>address:port</c>, for logs and URIs.</summary>
    public string Text { get; } = address.ToString();

    public ReadOnlyMemory<byte> Utf8Text { get; } = Encoding.ASCII.GetBytes(address.ToString());

    /// <summary>Exchanges under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    public bool IsAvoided(long now) => now < Volatile.Read(ref _avoidUntil);

    public void Enter() => Interlocked.Increment(ref _inFlight);

    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <summary>The endpoint answered.</summary>
    public void NoteSuccess()
    {
        // Read first: a shared cache line that is only read does not travel between cores.
        if (Volatile.Read(ref _failures) != 0)
        {
            Volatile.Write(ref _failures, 0);
            Volatile.Write(ref _avoidUntil, 0);
        }
    }

    /// <summary>The endpoint refused a connection, or failed; it is avoided for the given time while others are left.</summary>
    public int NoteFailure() => Interlocked.Increment(ref _failures);

    public void Avoid(TimeSpan time) => Volatile.Write(ref _avoidUntil, Environment.TickCount64 + (long)time.TotalMilliseconds);

    /// <summary>The most recently used idle connection.</summary>
    public bool TryRent([NotNullWhen(true)] out UpstreamConnection? connection)
    {
        lock (_lock)
        {
            if (_idleCount == 0)
            {
                connection = null;
                return false;
            }

            connection = _idle[--_idleCount];
            _idle[_idleCount] = null!;
            return true;
        }
    }

    /// <summary>Takes back a connection on which an exchange has ended cleanly.</summary>
    public void Return(UpstreamConnection connection)
    {
        connection.Exchanges++;
        connection.IdleSince = Environment.TickCount64;
        lock (_lock)
        {
            if (!_retired && _idleCount < ProxyDefaults.IdleConnectionsPerEndpoint && connection.Exchanges < ProxyDefaults.RequestsPerUpstreamConnection)
            {
                if (_idleCount == _idle.Length)
                {
                    Array.Resize(ref _idle, _idleCount * 2);
                }

                _idle[_idleCount++] = connection;
                return;
            }
        }

        connection.Dispose();
    }

    /// <exception cref="SocketException">Refused, unreachable or timed out.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The backend's certificate was not accepted.</exception>
    public async ValueTask<UpstreamConnection> ConnectAsync(TimeSpan timeout, IReadOnlyList<SslApplicationProtocol> protocols, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        var socket = new Socket(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(Address, limit.Token).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (Tls is not null)
            {
                stream = await Tls.AuthenticateAsync(stream, protocols, limit.Token).ConfigureAwait(false);
            }

            return new UpstreamConnection(this, socket, stream);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (stream is not null)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }

            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new SocketException((int)SocketError.TimedOut);
            }

            throw;
        }
    }

    /// <summary>Closes connections that have been idle too long or that the backend has closed.</summary>
    public void Trim(long now, TimeSpan idleTime)
    {
        List<UpstreamConnection>? closed = null;
        lock (_lock)
        {
            var kept = 0;
            for (var i = 0; i < _idleCount; i++)
            {
                var connection = _idle[i];
                if (now - connection.IdleSince > idleTime.TotalMilliseconds || !connection.IsQuiet())
                {
                    (closed ??= []).Add(connection);
                }
                else
                {
                    _idle[kept++] = connection;
                }
            }

            Array.Clear(_idle, kept, _idleCount - kept);
            _idleCount = kept;
        }

        closed?.ForEach(connection => connection.Dispose());
    }

    /// <summary>Called by the registry only, under its lock.</summary>
    public void AddReference() => _references++;

    /// <summary>Called by the registry only, under its lock. True: nobody refers to the endpoint any more, and it is closed.</summary>
    public bool Release()
    {
        if (--_references > 0)
        {
            return false;
        }

        UpstreamConnection[] idle;
        lock (_lock)
        {
            _retired = true;
            idle = _idle[.._idleCount];
            _idleCount = 0;
            _idle = new UpstreamConnection[8];
        }

        foreach (var connection in idle)
        {
            connection.Dispose();
        }

        return true;
    }
}

/// <summary>What makes two endpoints the same: address, and the content of the TLS settings (empty: none).</summary>
internal readonly record struct EndpointKey(string Address, int Port, string TlsIdentity);

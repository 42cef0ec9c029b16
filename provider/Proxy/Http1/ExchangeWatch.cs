using Sluice.Proxy.Connections;
using Sluice.Proxy.Streams;
using Sluice.Proxy.Upstream;

namespace Sluice.Proxy.Http1;

/// <summary>
/// What the sweeper sees of an exchange: whom it waits for and since when. It ends waits that last too long, by closing the side that
/// is waited for.
/// </summary>
internal sealed class ExchangeWatch(ClientConnection client, ProxyRuntime runtime)
{
    private const long ClientCheckMilliseconds = 1000;

    private volatile UpstreamConnection? _upstream;
    private volatile RequestBodyPump? _pump;
    private volatile StreamRelay? _tunnel;
    private volatile bool _writing;
    private volatile bool _clientGone;
    private long _deadline;
    private long _nextClientCheck;
    private bool _timedOut;

    /// <summary>The connection in use.</summary>
    public UpstreamConnection? Upstream
    {
        get => _upstream;
        set => _upstream = value;
    }

    public RequestBodyPump? Pump
    {
        get => _pump;
        set => _pump = value;
    }

    public StreamRelay? Tunnel
    {
        get => _tunnel;
        set => _tunnel = value;
    }

    /// <summary>The client is waited for: a deadline closes its side.</summary>
    public bool WaitsForClient
    {
        set => _writing = value;
    }

    /// <summary>The client was found to have left while the backend was waited for.</summary>
    public bool ClientIsGone => _clientGone;

    /// <summary>What is left until the deadline of the rule; null: it has none.</summary>
    public TimeSpan? TimeLeft =>
        _deadline == long.MaxValue ? null : TimeSpan.FromMilliseconds(Math.Max(1, _deadline - Environment.TickCount64));

    /// <summary>True where the rule's deadline, or that of the pending wait, has passed.</summary>
    public bool TimedOut() => _timedOut = _timedOut || !client.Disarm() || Environment.TickCount64 >= _deadline;

    /// <param name="limit">For the whole exchange; null: none.</param>
    public void Begin(TimeSpan? limit)
    {
        var now = Environment.TickCount64;
        _deadline = limit is null ? long.MaxValue : now + Math.Max(1, (long)limit.Value.TotalMilliseconds);
        _timedOut = false;
        _clientGone = false;
        Volatile.Write(ref _nextClientCheck, now + ClientCheckMilliseconds);
    }

    public void End()
    {
        _upstream = null;
        _pump = null;
    }

    public void ArmForUpstream() =>
        client.ArmAt(Math.Min(_deadline, Environment.TickCount64 + (long)runtime.Limits.UpstreamResponseTimeout.TotalMilliseconds));

    // Mostly the socket takes everything at once, and no deadline is needed.
    public ValueTask WriteClientAsync(ReadOnlyMemory<byte> bytes)
    {
        var write = client.Stream.WriteAsync(bytes);
        return write.IsCompletedSuccessfully ? write : AwaitWriteAsync(write);
    }

    /// <summary>On the sweeper's thread, see <see cref="ConnectionEngine.OnDeadline"/>.</summary>
    public void OnDeadline()
    {
        if (_writing)
        {
            client.Abort();
        }
        else
        {
            Abort();
        }
    }

    public void OnSweep(long now)
    {
        if (_tunnel is { } tunnel)
        {
            if (now - tunnel.LastActivity > runtime.Limits.StreamIdleTimeout.TotalMilliseconds)
            {
                client.Abort();
            }

            return;
        }

        if (_pump is { WaitingSince: > 0 and var since } && now - since > runtime.Limits.BodyTimeout.TotalMilliseconds)
        {
            client.Abort();
            return;
        }

        // A client that has gone away is noticed without a read of its own: its socket is readable and holds nothing.
        if (_pump is null && !_writing && _upstream is not null && now >= Volatile.Read(ref _nextClientCheck))
        {
            Volatile.Write(ref _nextClientCheck, now + ClientCheckMilliseconds);
            if (client.HasGone())
            {
                _clientGone = true;
                Abort();
            }
        }
    }

    /// <summary>Closes the backend's side.</summary>
    public void Abort()
    {
        _upstream?.Dispose();
        _tunnel?.Abort();
    }

    private async ValueTask AwaitWriteAsync(ValueTask write)
    {
        _writing = true;
        client.Arm(runtime.Limits.BodyTimeout);
        try
        {
            await write.ConfigureAwait(false);
        }
        finally
        {
            _writing = false;
        }
    }
}

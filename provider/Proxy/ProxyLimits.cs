namespace Sluice.Proxy;

/// <summary>What one client, or all of them, may cost. Defaults are in <see cref="ProxyDefaults"/>.</summary>
public sealed record ProxyLimits
{
    /// <summary>Request line and header fields together; above it 431 (a longer target alone: 414).</summary>
    public int HeadBytes { get; init; } = ProxyDefaults.HeadBytes;

    public int HeaderCount { get; init; } = ProxyDefaults.HeaderCount;

    public int TargetBytes { get; init; } = ProxyDefaults.TargetBytes;

    /// <summary>Largest request body; null: no limit. Above it 413.</summary>
    public long? BodyBytes { get; init; }

    /// <summary>Client connections at once, over all listeners; more are closed at once.</summary>
    public int Connections { get; init; } = ProxyDefaults.Connections;

    /// <summary>From the first byte of a head to its last; also from accepting a connection to its first head.</summary>
    public TimeSpan HeadTimeout { get; init; } = ProxyDefaults.HeadTimeout;

    public TimeSpan HandshakeTimeout { get; init; } = ProxyDefaults.HandshakeTimeout;

    /// <summary>Between two requests of a connection.</summary>
    public TimeSpan IdleTimeout { get; init; } = ProxyDefaults.IdleTimeout;

    /// <summary>Between two reads of a request body, and between two writes of a response.</summary>
    public TimeSpan BodyTimeout { get; init; } = ProxyDefaults.BodyTimeout;

    public TimeSpan ConnectTimeout { get; init; } = ProxyDefaults.ConnectTimeout;

    /// <summary>How long an unused connection to a backend is kept.</summary>
    public TimeSpan UpstreamIdleTimeout { get; init; } = ProxyDefaults.UpstreamIdleTimeout;

    /// <summary>Between two reads from a backend that owes an answer.</summary>
    public TimeSpan UpstreamResponseTimeout { get; init; } = ProxyDefaults.UpstreamResponseTimeout;

    /// <summary>Relayed TCP, TLS and WebSocket connections without a byte in either direction.</summary>
    public TimeSpan StreamIdleTimeout { get; init; } = ProxyDefaults.StreamIdleTimeout;

    public TimeSpan UdpIdleTimeout { get; init; } = ProxyDefaults.UdpIdleTimeout;

    public int UdpSessions { get; init; } = ProxyDefaults.UdpSessions;

    /// <summary>A larger request is not mirrored.</summary>
    public int MirrorBodyBytes { get; init; } = ProxyDefaults.MirrorBodyBytes;

    /// <summary>A larger request is sent once and not retried.</summary>
    public int RetryBodyBytes { get; init; } = ProxyDefaults.RetryBodyBytes;

    internal void Check(List<string> problems)
    {
        Positive(nameof(HeadBytes), HeadBytes, 1024);
        Positive(nameof(HeaderCount), HeaderCount, 1);
        Positive(nameof(TargetBytes), TargetBytes, 1);
        Positive(nameof(Connections), Connections, 1);
        Positive(nameof(UdpSessions), UdpSessions, 1);
        Positive(nameof(MirrorBodyBytes), MirrorBodyBytes, 0);
        Positive(nameof(RetryBodyBytes), RetryBodyBytes, 0);
        Time(nameof(HeadTimeout), HeadTimeout);
        Time(nameof(HandshakeTimeout), HandshakeTimeout);
        Time(nameof(IdleTimeout), IdleTimeout);
        Time(nameof(BodyTimeout), BodyTimeout);
        Time(nameof(ConnectTimeout), ConnectTimeout);
        Time(nameof(UpstreamIdleTimeout), UpstreamIdleTimeout);
        Time(nameof(UpstreamResponseTimeout), UpstreamResponseTimeout);
        Time(nameof(StreamIdleTimeout), StreamIdleTimeout);
        Time(nameof(UdpIdleTimeout), UdpIdleTimeout);
        if (BodyBytes is < 0)
        {
            problems.Add($"Limits.{nameof(BodyBytes)} is {BodyBytes}; allowed is 0 or more, or none. Leave it out for no limit.");
        }

        void Positive(string name, int value, int least)
        {
            if (value < least)
            {
                problems.Add($"Limits.{name} is {value}; allowed is {least} or more. Leave it out for the default.");
            }
        }

        void Time(string name, TimeSpan value)
        {
            if (value <= TimeSpan.Zero)
            {
                problems.Add($"Limits.{name} is {value}; allowed is more than zero. Leave it out for the default.");
            }
        }
    }
}

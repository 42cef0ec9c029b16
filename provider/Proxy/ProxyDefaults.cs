using System.Net;
using System.Net.Sockets;

namespace Sluice.Proxy;

/// <summary>Every default of <see cref="ProxyOptions"/> and <see cref="ProxyLimits"/>, and the sizes nobody needs to configure.</summary>
public static class ProxyDefaults
{
    public const int HeadBytes = 64 * 1024;
    public const int HeaderCount = 128;
    public const int TargetBytes = 16 * 1024;
    public const int Connections = 50_000;
    public const int ConnectAttempts = 3;
    public const int RequestsPerUpstreamConnection = 100_000;
    public const int IdleConnectionsPerEndpoint = 1_024;
    public const int UdpSessions = 16_384;
    public const int MirrorBodyBytes = 1024 * 1024;
    public const int RetryBodyBytes = 1024 * 1024;

    /// <summary>Every address of the machine. Machines without IPv6 are common enough that this should just work on them.</summary>
    public static readonly IPAddress AllAddresses = Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;

    public static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(75);
    public static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan UpstreamIdleTimeout = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan UpstreamResponseTimeout = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan StreamIdleTimeout = TimeSpan.FromHours(1);
    public static readonly TimeSpan UdpIdleTimeout = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(20);

    /// <summary>A ClientHello with post-quantum key shares and a long list of extensions stays well below this.</summary>
    internal const int ClientHelloBytes = 16 * 1024;

    /// <summary>First size of a receive buffer; grows up to the head limit where a head needs it.</summary>
    internal const int ReceiveBufferBytes = 8 * 1024;

    /// <summary>Copy buffer of bodies and byte streams.</summary>
    internal const int RelayBufferBytes = 32 * 1024;

    /// <summary>How often deadlines are looked at: the precision of every timeout of the HTTP/1.1 engine.</summary>
    internal static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>The same without a client: only pooled connections are looked after, and a machine may run dozens of idle proxies.</summary>
    internal static readonly TimeSpan IdleSweepInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long an endpoint that refused a connection is avoided, while others are left.</summary>
    internal static readonly TimeSpan EndpointPenalty = TimeSpan.FromSeconds(2);

    /// <summary>How long the rest of a rejected request is read and thrown away, so that the client sees the answer and not a reset.</summary>
    internal static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(2);
}

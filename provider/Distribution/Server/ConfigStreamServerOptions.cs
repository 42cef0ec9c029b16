using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Sluice.Distribution.Server;

/// <summary>How the configuration stream is served.</summary>
public sealed record ConfigStreamServerOptions
{
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>Asked per handshake, so that a rotated certificate is used at once. Null while there is none yet: the handshake fails.</summary>
    public required Func<X509Certificate2?> Certificate { get; init; }

    public required AuthorizeProxy Authorize { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A number from 0 to 1 per stream.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    public int ChunkBytes { get; init; } = ConfigStreamDefaults.ChunkBytes;
}

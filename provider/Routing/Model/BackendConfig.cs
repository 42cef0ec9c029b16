using System.Collections.Immutable;

namespace Sluice.Routing.Model;

public enum BackendProtocol
{
    Http1,

    /// <summary>HTTP/2 with prior knowledge in clear text, or by ALPN where <see cref="BackendConfig.Tls"/> is set.</summary>
    Http2,

    /// <summary>HTTP/1.1 whose connections may be upgraded.</summary>
    WebSocket,

    Tcp,

    Udp,
}

/// <summary>A port of a Service (or other destination) and the endpoints behind it.</summary>
public sealed record BackendConfig
{
    /// <summary>Unit key, for example <c>Service/shop/reviews-v1:9080</c>; differs where the same port is spoken to in two ways.</summary>
    public required string Name { get; init; }

    public required string Source { get; init; }

    public required BackendProtocol Protocol { get; init; }

    /// <summary>Serving endpoints only. Empty: answered 503.</summary>
    public ImmutableArray<BackendEndpoint> Endpoints { get; init; } = [];

    /// <summary>Why this backend can't be used (unresolved reference, denied grant, bad policy); its share is answered 500, or the connection refused. Null: usable.</summary>
    public string? Failure { get; init; }

    public BackendTls? Tls { get; init; }

    public CircuitBreaker? CircuitBreaker { get; init; }
}

/// <summary>An IPv4 or IPv6 address and port.</summary>
public sealed record BackendEndpoint(string Address, int Port);

/// <summary>TLS towards a backend (BackendTLSPolicy, GEP-1897).</summary>
public sealed record BackendTls
{
    /// <summary>SNI to send, and the name to verify where <see cref="SubjectAltNames"/> is empty.</summary>
    public required string ServerName { get; init; }

    /// <summary>Names of <see cref="CertificateConfig"/> units that hold CA bundles; empty: the system's roots.</summary>
    public ImmutableArray<string> CaBundles { get; init; } = [];

    /// <summary>DNS names or URIs of which the certificate must carry at least one.</summary>
    public ImmutableArray<string> SubjectAltNames { get; init; } = [];

    /// <summary>Name of the <see cref="CertificateConfig"/> to present (Gateway backend client certificate).</summary>
    public string? ClientCertificate { get; init; }
}

/// <summary>Sluice's own: limits and outlier ejection of a backend.</summary>
public sealed record CircuitBreaker
{
    /// <summary>Requests under way at once; above it requests are answered 503. Null: no limit.</summary>
    public int? MaxRequests { get; init; }

    /// <summary>Failures in a row after which an endpoint is ejected. Null: never.</summary>
    public int? ConsecutiveFailures { get; init; }

    public TimeSpan EjectionTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>At most this share of the endpoints is ejected, 0 to 100.</summary>
    public int MaxEjectionPercent { get; init; } = 50;
}

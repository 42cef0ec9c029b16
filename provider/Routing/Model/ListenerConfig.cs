using System.Collections.Immutable;

namespace Sluice.Routing.Model;

/// <summary>What arrives on a listener, after the names of Gateway API's ProtocolType.</summary>
public enum ListenerProtocol
{
    /// <summary>Clear-text HTTP/1.1, h2c and WebSocket.</summary>
    Http,

    /// <summary>TLS-terminated HTTP/1.1 and HTTP/2.</summary>
    Https,

    /// <summary>TLS to be passed through or terminated, then relayed as a byte stream by SNI.</summary>
    Tls,

    Tcp,

    Udp,

    /// <summary>A captured Service port: clear-text HTTP, TLS or other bytes, told apart by what arrives. It never terminates TLS.</summary>
    Mesh,
}

/// <summary>
/// One listener of a Gateway, of a ListenerSet, or (mesh) one captured Service port. Several may share a <see cref="Port"/>; the
/// proxy binds each port once and chooses by SNI (TLS) or Host (clear text), the most specific <see cref="Hostname"/> first.
/// </summary>
public sealed record ListenerConfig
{
    /// <summary>Unit key, for example <c>Gateway/infra/shared/https</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The object and field it comes from, for logs and <c>explain</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The port a client addresses, 1 to 65535; also the port the proxy binds, unless <see cref="BindPort"/> says otherwise.</summary>
    public required int Port { get; init; }

    /// <summary>The port the proxy binds where it is another than the one that clients address: the capture port of a mesh.</summary>
    public int? BindPort { get; init; }

    public required ListenerProtocol Protocol { get; init; }

    /// <summary>An exact hostname, <c>*.suffix</c>, or empty for every name. Lower case.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>Set for <see cref="ListenerProtocol.Https"/> and <see cref="ListenerProtocol.Tls"/>.</summary>
    public ListenerTls? Tls { get; init; }

    /// <summary>Where traffic goes that no route applies to. Null: it is refused.</summary>
    public ListenerFallback? Fallback { get; init; }
}

/// <summary>The backends of a listener whose traffic passes unchanged while no route is attached for its client; names of <see cref="BackendConfig"/> units.</summary>
public sealed record ListenerFallback
{
    /// <summary>For HTTP/1.1 requests; null on a UDP listener.</summary>
    public string? Http1 { get; init; }

    /// <summary>For HTTP/2 requests with prior knowledge; null on a UDP listener.</summary>
    public string? Http2 { get; init; }

    /// <summary>For everything else.</summary>
    public required string Stream { get; init; }
}

public enum TlsMode
{
    Terminate,
    Passthrough,
}

/// <summary>How a listener treats TLS.</summary>
public sealed record ListenerTls
{
    public required TlsMode Mode { get; init; }

    /// <summary>Names of <see cref="CertificateConfig"/> units; the first whose names cover the SNI is served, else the first.</summary>
    public ImmutableArray<string> Certificates { get; init; } = [];

    /// <summary>Client certificates are asked for when set.</summary>
    public ClientValidation? ClientValidation { get; init; }
}

/// <summary>Frontend client-certificate validation (GEP-91).</summary>
public sealed record ClientValidation
{
    /// <summary>Names of <see cref="CertificateConfig"/> units that hold CA bundles.</summary>
    public required ImmutableArray<string> CaBundles { get; init; }

    /// <summary>True for AllowInsecureFallback: a missing or invalid client certificate does not end the handshake.</summary>
    public bool AllowInsecureFallback { get; init; }
}

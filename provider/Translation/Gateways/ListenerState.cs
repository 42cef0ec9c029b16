using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.Routing.Model;
using Sluice.Translation.Backends;
using Sluice.Translation.Status;

namespace Sluice.Translation.Gateways;

/// <summary>The object that declares a listener.</summary>
/// <param name="Kind">Gateway or ListenerSet.</param>
/// <param name="Key">Namespace and name.</param>
internal readonly record struct ListenerOwner(string Kind, ObjectKey Key);

/// <summary>A claim of a listener that clashes with another's.</summary>
/// <param name="Reason">HostnameConflict or ProtocolConflict.</param>
/// <param name="Message">For people.</param>
internal sealed record ListenerConflict(string Reason, string Message);

/// <summary>The certificates of a listener.</summary>
internal sealed record ListenerCertificates
{
    public static readonly ListenerCertificates None = new();

    public ImmutableArray<CertificateConfig> Usable { get; init; } = [];

    /// <summary>Reason and message of the worst problem; null where every reference is good.</summary>
    public string? Reason { get; init; }

    public string Message { get; init; } = "";
}

/// <summary>How a Service port of the mesh is served.</summary>
/// <param name="BindPort">Port of the mesh proxies that stands for it; null while none is reserved.</param>
/// <param name="Http1">Where HTTP/1.1 requests go that no route applies to; null for UDP.</param>
/// <param name="Http2">The same for HTTP/2.</param>
/// <param name="Stream">The same for everything else.</param>
internal sealed record PortCapture(int? BindPort, BackendUse? Http1, BackendUse? Http2, BackendUse Stream)
{
    public IEnumerable<BackendUse> Uses => new[] { Http1, Http2, Stream }.OfType<BackendUse>();
}

/// <summary>How a port's clients are validated.</summary>
internal sealed record FrontendValidation(CaOutcome Outcome, bool AllowInsecureFallback);

/// <summary>A listener with everything that follows from its own object and its neighbours; routes are not looked at here.</summary>
internal sealed record ListenerState
{
    public required ListenerOwner Owner { get; init; }

    public required ObjectKey Gateway { get; init; }

    public required GatewayListener Spec { get; init; }

    public required string Name { get; init; }

    public required int Port { get; init; }

    /// <summary>Null for a protocol that is not supported.</summary>
    public required ListenerProtocol? Protocol { get; init; }

    /// <summary>Lower case; empty for every name.</summary>
    public required string Hostname { get; init; }

    /// <summary>Kinds of route that can attach.</summary>
    public required ImmutableArray<string> SupportedKinds { get; init; }

    /// <summary>Kinds asked for that can't.</summary>
    public required ImmutableArray<string> InvalidKinds { get; init; }

    public ListenerCertificates Certificates { get; init; } = ListenerCertificates.None;

    public FrontendValidation? ClientValidation { get; init; }

    public ListenerConflict? Conflict { get; init; }

    /// <summary>Set for the port of a Service of the mesh; null for listeners of Gateways.</summary>
    public PortCapture? Capture { get; init; }

    public bool Overlaps { get; init; }

    /// <summary>Key of the listener's unit.</summary>
    public string UnitName => $"{Owner.Kind}/{Owner.Key}/{Name}";

    public bool IsPassthrough => Protocol == ListenerProtocol.Mesh || (Protocol == ListenerProtocol.Tls && Spec.Tls?.Mode == "Passthrough");

    public bool TerminatesTls => Protocol == ListenerProtocol.Https || (Protocol == ListenerProtocol.Tls && !IsPassthrough);

    private bool LacksClientCa => ClientValidation is { Outcome.Bundles.IsEmpty: true };

    public bool IsAccepted => Protocol is not null && Conflict is null && !LacksClientCa;

    /// <summary>Reason and message of ResolvedRefs=False; null where it is True.</summary>
    public (string Reason, string Message)? Unresolved =>
        Certificates.Reason is { } certificate ? (certificate, Certificates.Message)
        : ClientValidation?.Outcome.Reason is { } ca ? (ca, ClientValidation.Outcome.Message)
        : !InvalidKinds.IsEmpty ? (Reasons.InvalidRouteKinds, Conditions.RouteKinds(InvalidKinds, Spec.Protocol ?? ""))
        : null;

    /// <summary>True where the data plane can serve it.</summary>
    public bool IsServable => IsAccepted && (!TerminatesTls || !Certificates.Usable.IsEmpty) && Capture is null or { BindPort: not null };

    public ListenerConfig ToConfig() => new()
    {
        Name = UnitName,
        Source = $"{Owner.Kind} {Owner.Key}, {(Capture is null ? "listener" : "port")} {Name}",
        Port = Port,
        BindPort = Capture?.BindPort,
        Fallback = Capture is { } capture ? new ListenerFallback { Http1 = capture.Http1?.UnitName, Http2 = capture.Http2?.UnitName, Stream = capture.Stream.UnitName } : null,
        Protocol = Protocol!.Value,
        Hostname = Protocol is ListenerProtocol.Tcp or ListenerProtocol.Udp ? "" : Hostname,
        Tls = Capture is not null ? null
            : IsPassthrough ? new ListenerTls { Mode = TlsMode.Passthrough }
            : TerminatesTls ? new ListenerTls
            {
                Mode = TlsMode.Terminate,
                Certificates = [.. Certificates.Usable.Select(certificate => certificate.Name).Distinct()],
                ClientValidation = ClientValidation is { } validation
                    ? new ClientValidation { CaBundles = [.. validation.Outcome.Bundles.Select(bundle => bundle.Name).Distinct()], AllowInsecureFallback = validation.AllowInsecureFallback }
                    : null,
            }
            : null,
    };

    /// <summary>True where both come from the same declaration and to the same.</summary>
    public bool IsSame(ListenerState other) =>
        ReferenceEquals(Spec, other.Spec) && ReferenceEquals(Certificates, other.Certificates) && ReferenceEquals(ClientValidation, other.ClientValidation) &&
        Conflict == other.Conflict && Overlaps == other.Overlaps;

    public IEnumerable<CertificateConfig> Units() => TerminatesTls ? Certificates.Usable.Concat(ClientValidation?.Outcome.Bundles ?? []) : [];
}

using Pulumi;

namespace Sluice;

/// <summary>A port a gateway listens on. <see cref="Listener"/> makes them.</summary>
public sealed class ListenerArgs : ResourceArgs
{
    /// <summary>The listener's name, unique in its gateway; routes may name it.</summary>
    [Input("name", required: true)]
    public string Name { get; set; } = "";

    /// <summary>The port clients connect to.</summary>
    [Input("port", required: true)]
    public Input<int> Port { get; set; } = null!;

    /// <summary><c>HTTP</c>, <c>HTTPS</c>, <c>TLS</c>, <c>TCP</c> or <c>UDP</c>.</summary>
    [Input("protocol", required: true)]
    public string Protocol { get; set; } = "";

    /// <summary>The host, or the hosts below <c>*.</c>, the listener answers for; every host if absent.</summary>
    [Input("hostname")]
    public Input<string>? Hostname { get; set; }

    /// <summary><c>Terminate</c> or <c>Passthrough</c>; only with TLS and HTTPS.</summary>
    [Input("tlsMode")]
    public string? TlsMode { get; set; }

    /// <summary>Certificates to end TLS with.</summary>
    [Input("certificates")]
    public List<CertificateRefArgs> Certificates { get; set => field = value ?? []; } = [];

    /// <summary>Settings of the implementation's own for TLS.</summary>
    [Input("tlsOptions")]
    public InputMap<string>? TlsOptions { get; set; }

    /// <summary>Which routes may attach; those of the gateway's namespace if absent.</summary>
    [Input("routes")]
    public AllowedRoutesArgs? Routes { get; set; }

    /// <summary>Also listen for plain HTTP on this port and redirect every request here; only with HTTPS.</summary>
    [Input("redirectHttpPort")]
    public int? RedirectHttpPort { get; set; }

    /// <summary>Demand certificates of clients; only with HTTPS.</summary>
    [Input("clientValidation")]
    public ClientValidationArgs? ClientValidation { get; set; }

    /// <summary>Takes over the listener a component prepared.</summary>
    /// <param name="listener">The component.</param>
    public static implicit operator ListenerArgs(TlsListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        return listener.ToListenerArgs();
    }
}

using Pulumi;

namespace Sluice;

/// <summary>Arguments of <see cref="TlsListener"/>.</summary>
public sealed class TlsListenerArgs : ResourceArgs
{
    /// <summary>The listener's name; the component's if absent.</summary>
    [Input("listenerName")]
    public string? ListenerName { get; set; }

    /// <summary>The namespace of the certificate's Secret and of the listener set; the provider's default if absent.</summary>
    [Input("namespace")]
    public Input<string>? Namespace { get; set; }

    /// <summary>
    /// A gateway this program does not own; the listener is then added to it by a ListenerSet. If absent, put the component among the
    /// <see cref="SharedGatewayArgs.Listeners"/> of a gateway of this program.
    /// </summary>
    [Input("gateway")]
    public ParentArgs? Gateway { get; set; }

    /// <summary>
    /// The namespace of the gateway of this program, if it is not the certificate's; a ReferenceGrant is then made beside the certificate.
    /// </summary>
    [Input("gatewayNamespace")]
    public string? GatewayNamespace { get; set; }

    /// <summary>The host, or the hosts below <c>*.</c>, the listener answers for.</summary>
    [Input("hostname")]
    public Input<string>? Hostname { get; set; }

    /// <summary>The port; 443 if absent.</summary>
    [Input("port")]
    public Input<int>? Port { get; set; }

    /// <summary><c>Terminate</c> (the default: HTTPS) or <c>Passthrough</c> (the backend holds the certificate).</summary>
    [Input("mode")]
    public string? Mode { get; set; }

    /// <summary>Where the certificate comes from; none with <c>Passthrough</c>.</summary>
    [Input("certificate")]
    public CertificateArgs? Certificate { get; set; }

    /// <summary>Which routes may attach; those of the gateway's (or listener set's) namespace if absent.</summary>
    [Input("routes")]
    public AllowedRoutesArgs? Routes { get; set; }

    /// <summary>Also listen for plain HTTP on this port and redirect every request to the listener.</summary>
    [Input("redirectHttpPort")]
    public int? RedirectHttpPort { get; set; }

    /// <summary>Demand certificates of clients. The gateway decides this, so it is not possible with <see cref="Gateway"/>.</summary>
    [Input("clientValidation")]
    public ClientValidationArgs? ClientValidation { get; set; }

    /// <summary>True to not wait until the listener set is programmed.</summary>
    [Input("skipAwait")]
    public bool? SkipAwait { get; set; }
}

using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Sluice.Checking;
using Sluice.Crds.Gateway.V1;
using Sluice.Synthesis;
using CustomResource = Pulumi.Kubernetes.ApiExtensions.CustomResource;

namespace Sluice;

/// <summary>
/// A TLS listener with its certificate. Put it among the listeners of a <see cref="SharedGateway"/>, or give it the gateway of another
/// stack; then it adds itself by a ListenerSet.
/// </summary>
/// <example>
/// <code>
/// var https = new TlsListener("https", new()
/// {
///     Namespace = "shop",
///     Hostname = "shop.example.com",
///     Certificate = Certificate.FromPem(config.Require("certificate"), config.RequireSecret("key")),
/// });
/// var gateway = new SharedGateway("shop", new() { Namespace = "shop", Listeners = { https } });
/// </code>
/// </example>
public sealed class TlsListener : ComponentResource
{
    private readonly ListenerArgs _listener;

    /// <summary>Declares the listener and its certificate.</summary>
    /// <param name="name">Name of the component and of what it declares.</param>
    /// <param name="args">Host, port and certificate.</param>
    /// <param name="options">How the engine treats the component.</param>
    /// <exception cref="InvalidArgsException">The arguments cannot work; every problem is listed.</exception>
    public TlsListener(string name, TlsListenerArgs args, ComponentResourceOptions? options = null)
        : base(ComponentTypes.TlsListener, name, options)
    {
        ArgumentNullException.ThrowIfNull(args);
        var gate = Gate.For(nameof(TlsListener), name, TlsListenerChecks.Check(name, args));
        var secretName = DeclareCertificate(gate, name, args);
        _listener = TlsListenerSynthesis.Listener(name, args, secretName);
        SecretName = secretName.ToOutput()!;
        ListenerName = Output.Create(_listener.Name);
        Reference = args.Gateway is null ? Output.Create((GatewayReference?)null) : DeclareListenerSet(gate, name, args);
        RegisterOutputs();
    }

    /// <summary>The listener's name, for routes that attach to it alone.</summary>
    [Output("listenerName")]
    public Output<string> ListenerName { get; }

    /// <summary>The Secret with the certificate; null with <c>Passthrough</c>.</summary>
    [Output("secretName")]
    public Output<string?> SecretName { get; }

    /// <summary>The listener set routes attach to; null where the listener is part of a gateway.</summary>
    [Output("reference")]
    public Output<GatewayReference?> Reference { get; }

    internal ListenerArgs ToListenerArgs() => _listener;

    private Input<string>? DeclareCertificate(Gate gate, string name, TlsListenerArgs args)
    {
        if (args.Certificate?.Secret is { } existing)
        {
            return existing.Name;
        }

        Input<string>? secretName = null;
        if (args.Certificate?.Pem is { } pem)
        {
            var secret = new Secret(name, TlsListenerSynthesis.Secret(gate, args, pem), Children.Options(this));
            secretName = secret.Metadata.Apply(metadata => metadata.Name);
        }
        else if (args.Certificate?.Issuer is { } issuer)
        {
            var certificate = new CustomResource(name, TlsListenerSynthesis.Certificate(gate, name, args, issuer), Children.Options(this));
            secretName = certificate.Metadata.Apply(metadata => $"{metadata.Name}-tls");
        }

        if (secretName is not null && args.GatewayNamespace is not null)
        {
            Children.Grants(this, [TlsListenerSynthesis.SecretGrant(gate, name, args, secretName)]);
        }

        return secretName;
    }

    private Output<GatewayReference?> DeclareListenerSet(Gate gate, string name, TlsListenerArgs args)
    {
        Children.Grants(this, GatewayListeners.CertificateGrants(gate, name, Kinds.ListenerSet, args.Namespace, [_listener]));
        var declared = TlsListenerSynthesis.ListenerSet(gate, name, args, _listener);
        var set = new ListenerSet(declared.Name, declared.Args, Children.Options(this));
        var reference = set.Metadata.Apply(metadata => new GatewayReference(Kinds.ListenerSet, metadata.Name, metadata.Namespace));
        Children.Redirects(this, GatewayListeners.Redirects(gate, name, [_listener], reference, args.SkipAwait));
        return reference.Apply(value => (GatewayReference?)value);
    }
}

using System.Text;
using Pulumi;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;
using Sluice.Checking;
using Sluice.Crds.Types.Inputs.Gateway.V1;

namespace Sluice.Synthesis;

/// <summary>A TLS listener's arguments become a Secret or Certificate, and a listener set where the gateway is another stack's.</summary>
internal static class TlsListenerSynthesis
{
    private const int DefaultPort = 443;

    public static ListenerArgs Listener(string name, TlsListenerArgs args, Input<string>? secretName)
    {
        var isPassthrough = args.Mode == Sluice.Listener.Passthrough;
        var listener = new ListenerArgs
        {
            Name = args.ListenerName ?? name,
            Port = args.Port ?? DefaultPort,
            Protocol = isPassthrough ? Sluice.Listener.TlsProtocol : Sluice.Listener.HttpsProtocol,
            TlsMode = isPassthrough ? Sluice.Listener.Passthrough : Sluice.Listener.Terminate,
            Hostname = args.Hostname,
            Routes = args.Routes,
            RedirectHttpPort = args.RedirectHttpPort,
            ClientValidation = args.ClientValidation,
        };
        if (!isPassthrough)
        {
            listener.Certificates.Add(args.Certificate?.Secret ?? new CertificateRefArgs
            {
                Name = secretName!,
                Grant = false,
                OwnNamespace = args.GatewayNamespace is null ? null : args.Namespace,
            });
        }

        return listener;
    }

    /// <summary>Without a name: the provider names it, because it replaces Secrets whose data changes and the new one has to exist before the old one goes.</summary>
    public static SecretArgs Secret(Gate gate, TlsListenerArgs args, PemArgs pem)
    {
        // The name of the gated object is not ours to give, so the type, known to everybody, waits for the verdict instead.
        var metadata = new ObjectMetaArgs();
        if (args.Namespace is not null)
        {
            metadata.Namespace = args.Namespace;
        }

        return new SecretArgs
        {
            Metadata = metadata,
            Type = gate.Name("kubernetes.io/tls"),
            Data =
            {
                { "tls.crt", pem.Certificate.Apply(Base64) },
                { "tls.key", Output.CreateSecret(pem.PrivateKey.Apply(Base64)) },
            },
        };
    }

    public static CertManagerCertificateArgs Certificate(Gate gate, string name, TlsListenerArgs args, IssuerArgs issuer) => new()
    {
        Metadata = Metadata.Of(gate, name, args.Namespace).WaitingFor("condition=Ready", args.SkipAwait),
        Spec = new CertManagerCertificateSpecArgs
        {
            SecretName = $"{name}-tls",
            DnsNames = args.Hostname!.Apply(hostname => new[] { hostname }),
            IssuerRef = new CertManagerIssuerRefArgs { Name = issuer.Name, Kind = issuer.Kind ?? "Issuer", Group = issuer.Group ?? "cert-manager.io" },
        },
    };

    public static Named<ListenerSetArgs> ListenerSet(Gate gate, string name, TlsListenerArgs args, ListenerArgs listener) => new(name, new ListenerSetArgs
    {
        Metadata = Metadata.Of(gate, name, args.Namespace).WaitingFor(Waits.Programmed(GatewayListeners.Names([listener])), args.SkipAwait),
        Spec = new ListenerSetSpecArgs
        {
            ParentRef = new ParentGatewayReferenceArgs
            {
                Group = Kinds.GatewayGroup,
                Kind = Kinds.Gateway,
                Name = args.Gateway!.Name,
                Namespace = args.Gateway.Namespace,
            },
            Listeners = GatewayListeners.Of([listener]),
        },
    });

    /// <summary>Lets a gateway in another namespace read the certificate's Secret.</summary>
    public static Named<ReferenceGrantArgs> SecretGrant(Gate gate, string name, TlsListenerArgs args, Input<string> secretName) => References.Grant(
        gate, name, args.Namespace!, Kinds.Gateway, args.GatewayNamespace!,
        [new ReferenceGrantToArgs { Group = Kinds.CoreGroup, Kind = Kinds.Secret, Name = secretName }]);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}

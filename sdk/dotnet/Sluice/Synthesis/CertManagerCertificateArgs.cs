using Pulumi;
using Pulumi.Kubernetes.ApiExtensions;

namespace Sluice.Synthesis;

/// <summary>A Certificate of cert-manager, as far as listeners need it.</summary>
internal sealed class CertManagerCertificateArgs() : CustomResourceArgs("cert-manager.io/v1", "Certificate")
{
    [Input("spec")]
    public Input<CertManagerCertificateSpecArgs>? Spec { get; set; }
}

/// <summary>The wanted certificate.</summary>
internal sealed class CertManagerCertificateSpecArgs : ResourceArgs
{
    [Input("secretName")]
    public Input<string>? SecretName { get; set; }

    [Input("dnsNames")]
    public InputList<string>? DnsNames { get; set; }

    [Input("issuerRef")]
    public Input<CertManagerIssuerRefArgs>? IssuerRef { get; set; }
}

/// <summary>Who issues it.</summary>
internal sealed class CertManagerIssuerRefArgs : ResourceArgs
{
    [Input("name")]
    public Input<string>? Name { get; set; }

    [Input("kind")]
    public Input<string>? Kind { get; set; }

    [Input("group")]
    public Input<string>? Group { get; set; }
}

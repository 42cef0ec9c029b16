using Pulumi;

namespace Sluice;

/// <summary>A certificate and its private key in PEM form.</summary>
public sealed class PemArgs : ResourceArgs
{
    /// <summary>The certificate, followed by those of its issuers.</summary>
    [Input("certificate", required: true)]
    public Input<string> Certificate { get; set; } = null!;

    /// <summary>The private key. It is kept as a secret, whether or not it comes as one.</summary>
    [Input("privateKey", required: true)]
    public Input<string> PrivateKey { get; set; } = null!;
}

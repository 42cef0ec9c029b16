using Pulumi;

namespace Sluice;

/// <summary>A Secret with a certificate and its key.</summary>
public sealed class CertificateRefArgs : ResourceArgs
{
    /// <summary>The Secret's name.</summary>
    [Input("name", required: true)]
    public Input<string> Name { get; set; } = null!;

    /// <summary>
    /// The Secret's namespace, if it is not the gateway's. It is a plain value because it decides whether a ReferenceGrant is made there.
    /// </summary>
    [Input("namespace")]
    public string? Namespace { get; set; }

    /// <summary>False if the Secret's owners grant the reference themselves; true if absent.</summary>
    [Input("grant")]
    public bool? Grant { get; set; }

    /// <summary>The namespace of a Secret that a component of this program made and granted.</summary>
    internal Input<string>? OwnNamespace { get; set; }
}

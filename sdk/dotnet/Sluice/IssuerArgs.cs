using Pulumi;

namespace Sluice;

/// <summary>An issuer of cert-manager.</summary>
public sealed class IssuerArgs : ResourceArgs
{
    /// <summary>The issuer's name.</summary>
    [Input("name", required: true)]
    public Input<string> Name { get; set; } = null!;

    /// <summary><c>Issuer</c> (the default, in the certificate's namespace) or <c>ClusterIssuer</c>.</summary>
    [Input("kind")]
    public Input<string>? Kind { get; set; }

    /// <summary>API group of the issuer; <c>cert-manager.io</c> if absent.</summary>
    [Input("group")]
    public Input<string>? Group { get; set; }
}

using Pulumi;

namespace Sluice;

/// <summary>Ways to give a listener its certificate.</summary>
public static class Certificate
{
    /// <summary>From text; a Secret is made of it.</summary>
    /// <param name="certificate">The certificate, followed by those of its issuers.</param>
    /// <param name="privateKey">The private key; kept as a secret.</param>
    public static CertificateArgs FromPem(Input<string> certificate, Input<string> privateKey) =>
        new() { Pem = new() { Certificate = certificate, PrivateKey = privateKey } };

    /// <summary>From a Secret that exists.</summary>
    /// <param name="name">The Secret's name.</param>
    /// <param name="namespace">Its namespace, if it is not the listener's; a ReferenceGrant is then made there.</param>
    public static CertificateArgs FromSecret(Input<string> name, string? @namespace = null) =>
        new() { Secret = new() { Name = name, Namespace = @namespace } };

    /// <summary>From an issuer of cert-manager, which must run in the cluster.</summary>
    /// <param name="name">The issuer's name.</param>
    /// <param name="kind"><c>Issuer</c> or <c>ClusterIssuer</c>.</param>
    public static CertificateArgs FromIssuer(Input<string> name, Input<string>? kind = null) =>
        new() { Issuer = new() { Name = name, Kind = kind } };
}

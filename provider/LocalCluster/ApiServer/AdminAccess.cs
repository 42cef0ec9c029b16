using System.Text;

namespace Sluice.LocalCluster.ApiServer;

/// <summary>What a cluster administrator needs to connect.</summary>
public sealed record AdminAccess
{
    /// <summary>Base address, <c>https://127.30.0.1:6443</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>The authority that signed the server's certificate.</summary>
    public required string CertificateAuthorityPem { get; init; }

    public required string ClientCertificatePem { get; init; }

    public required string ClientKeyPem { get; init; }

    /// <summary>A complete kubeconfig with one context.</summary>
    /// <param name="context">Name of the context, cluster and user.</param>
    public string ToKubeconfig(string context = "sluice-local") =>
        $"""
        apiVersion: v1
        kind: Config
        current-context: {context}
        clusters:
        - name: {context}
          cluster:
            server: {Server.GetLeftPart(UriPartial.Authority)}
            certificate-authority-data: {Encode(CertificateAuthorityPem)}
        users:
        - name: {context}-admin
          user:
            client-certificate-data: {Encode(ClientCertificatePem)}
            client-key-data: {Encode(ClientKeyPem)}
        contexts:
        - name: {context}
          context:
            cluster: {context}
            user: {context}-admin

        """;

    private static string Encode(string pem) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));
}

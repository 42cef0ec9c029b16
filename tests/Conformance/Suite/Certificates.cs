using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sluice.Conformance.Tests.Suite;

/// <summary>The keys, certificates and CA bundles of a run: made once in memory, stored in the cluster as Secrets and ConfigMaps.</summary>
internal sealed class Certificates
{
    private readonly List<string> _documents = [];

    public Certificates()
    {
        WebCertificate = SelfSigned("*");
        ValidityChecks = SelfSigned("*", "*.org", "*.wildcard.org", "example.org", "second-example.org", "https-listener.org");
        ClientCa = Authority();
        ClientCertificate = ClientCa.Issue(client: true);
        PerPortClientCa = Authority();
        PerPortClientCertificate = PerPortClientCa.Issue(client: true);
        TlsChecksCa = Authority();
        TlsChecks = TlsChecksCa.Issue(false, "abc.example.com", "other.example.com", "spiffe://abc.example.com/test-identity");
        TlsChecksClient = TlsChecksCa.Issue(client: true);
        TlsPassthrough = TlsChecksCa.Issue(false, "abc.example.com");
        TlsTerminate = TlsChecksCa.Issue(false, "tls.example.com");
        var unrelated = Authority();

        Secret("certificate", BaseManifests.WebBackend, WebCertificate);
        Secret("tls-validity-checks-certificate", BaseManifests.Infra, ValidityChecks);
        ConfigMap("web-backend-cm", BaseManifests.WebBackend, Authority());
        ConfigMap("tls-validity-checks-ca-certificate", BaseManifests.Infra, ClientCa);
        Secret("tls-validity-checks-client-certificate", BaseManifests.Infra, ClientCertificate);
        ConfigMap("tls-validity-checks-per-port-ca-certificate", BaseManifests.Infra, PerPortClientCa);
        Secret("tls-validity-checks-per-port-client-certificate", BaseManifests.Infra, PerPortClientCertificate);
        ConfigMap("tls-checks-ca-certificate", BaseManifests.Infra, TlsChecksCa);
        Secret("tls-checks-certificate", BaseManifests.Infra, TlsChecks);
        Secret("tls-checks-client-certificate", BaseManifests.Infra, TlsChecksClient);
        Secret("tls-passthrough-checks-certificate", BaseManifests.Infra, TlsPassthrough);
        Secret("tls-passthrough-checks-certificate", BaseManifests.AppBackend, TlsPassthrough);
        Secret("tls-terminate-checks-certificate", BaseManifests.Infra, TlsTerminate);
        ConfigMap("mismatch-ca-certificate", BaseManifests.Infra, unrelated);
    }

    public KeyPair WebCertificate { get; }

    public KeyPair ValidityChecks { get; }

    public KeyPair ClientCa { get; }

    public KeyPair ClientCertificate { get; }

    public KeyPair PerPortClientCa { get; }

    public KeyPair PerPortClientCertificate { get; }

    public KeyPair TlsChecksCa { get; }

    public KeyPair TlsChecks { get; }

    public KeyPair TlsChecksClient { get; }

    public KeyPair TlsPassthrough { get; }

    public KeyPair TlsTerminate { get; }

    public string Manifests => BaseManifests.Join(_documents);

    private void Secret(string name, string ns, KeyPair pair) => _documents.Add($$"""
        apiVersion: v1
        kind: Secret
        type: kubernetes.io/tls
        metadata: {name: {{name}}, namespace: {{ns}}}
        data:
          tls.crt: {{Base64(pair.CertificatePem)}}
          tls.key: {{Base64(pair.PrivateKeyPem)}}
        """);

    private void ConfigMap(string name, string ns, KeyPair authority) => _documents.Add($$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{name}}, namespace: {{ns}}}
        data:
          ca.crt: |
        {{string.Join('\n', authority.CertificatePem.TrimEnd().Split('\n').Select(line => "    " + line))}}
        """);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    private static KeyPair SelfSigned(params string[] names) => KeyPair.Create(null, false, isAuthority: true, names);

    private static KeyPair Authority() => KeyPair.Create(null, false, isAuthority: true);

    /// <summary>A certificate with its key.</summary>
    internal sealed record KeyPair(X509Certificate2 Certificate, string PrivateKeyPem)
    {
        public string CertificatePem => Certificate.ExportCertificatePem() + "\n";

        /// <summary>The certificate with its key, loadable by SslStream.</summary>
        public X509Certificate2 WithKey()
        {
            using var pem = X509Certificate2.CreateFromPem(CertificatePem, PrivateKeyPem);
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        }

        public KeyPair Issue(bool client, params string[] names) => Create(this, client, isAuthority: false, names);

        public static KeyPair Create(KeyPair? issuer, bool client, bool isAuthority, params string[] names)
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest($"CN=default, O={Guid.NewGuid():N}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(
                isAuthority ? X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature : X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
            if (!isAuthority || names.Length > 0)
            {
                request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(client ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1")], false));
            }

            if (names.Length > 0)
            {
                var alternatives = new SubjectAlternativeNameBuilder();
                foreach (var name in names)
                {
                    if (name.Contains("://", StringComparison.Ordinal))
                    {
                        alternatives.AddUri(new Uri(name));
                    }
                    else
                    {
                        alternatives.AddDnsName(name);
                    }
                }

                request.CertificateExtensions.Add(alternatives.Build());
            }

            var from = DateTimeOffset.UtcNow.AddHours(-1);
            var until = from.AddYears(1);
            if (issuer is null)
            {
                return new(request.CreateSelfSigned(from, until), key.ExportPkcs8PrivateKeyPem());
            }

            using var issuerKey = RSA.Create();
            issuerKey.ImportFromPem(issuer.PrivateKeyPem);
            using var signing = issuer.Certificate.HasPrivateKey ? null : issuer.Certificate.CopyWithPrivateKey(issuerKey);
            var serial = RandomNumberGenerator.GetBytes(16);
            serial[0] &= 0x7F;
            return new(request.Create(signing ?? issuer.Certificate, from, until.AddMinutes(-1), serial), key.ExportPkcs8PrivateKeyPem());
        }
    }
}

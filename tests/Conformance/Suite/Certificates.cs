using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sluice.Conformance.Tests.Suite;

/// <summary>
/// The keys, certificates and CA bundles of a run: made once in memory, stored in the cluster as Secrets and ConfigMaps. They have the
/// shape of the official suite's, which is unusual: all authorities share one name and serial number, certificates have no key
/// identifiers, a name that is no host name becomes a URI, private keys are PKCS #1 and lie beside an authority's certificate.
/// </summary>
internal sealed class Certificates
{
    private readonly List<string> _documents = [];

    public Certificates()
    {
        WebCertificate = SelfSigned("*");
        ValidityChecks = SelfSigned("*", "*.org", "*.wildcard.org");
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
        {{Block(authority.CertificatePem)}}
          key.crt: |
        {{Block(authority.PrivateKeyPem)}}
        """);

    private static string Block(string pem) => string.Join('\n', pem.TrimEnd().Split('\n').Select(line => "    " + line));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    private static KeyPair SelfSigned(params string[] names) => KeyPair.Create(null, false, isAuthority: false, names);

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
            var name = isAuthority ? "CN=gatewayapi, O=Kubernetes Gateway API, C=US" : "CN=default, O=Acme Co";
            var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            request.CertificateExtensions.Add(new X509KeyUsageExtension(
                X509KeyUsageFlags.DigitalSignature | (isAuthority ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.KeyEncipherment), true));
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(Purposes(client || isAuthority, !client), false));
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
            if (isAuthority)
            {
                request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
            }

            if (names.Length > 0)
            {
                request.CertificateExtensions.Add(AlternativeNames(names));
            }

            using var issuerKey = RSA.Create();
            issuerKey.ImportFromPem(issuer?.PrivateKeyPem ?? key.ExportRSAPrivateKeyPem());
            var signature = X509SignatureGenerator.CreateForRSA(issuerKey, RSASignaturePadding.Pkcs1);
            byte[] serial = isAuthority ? [0x07, 0xE8] : [0x01, .. RandomNumberGenerator.GetBytes(15)];
            var now = DateTimeOffset.UtcNow;
            var certificate = request.Create(issuer?.Certificate.SubjectName ?? request.SubjectName, signature, now, now.AddYears(1).AddDays(-1), serial);
            return new(certificate, key.ExportRSAPrivateKeyPem() + "\n");
        }

        private static OidCollection Purposes(bool client, bool server)
        {
            var purposes = new OidCollection();
            if (client)
            {
                purposes.Add(new Oid("1.3.6.1.5.5.7.3.2"));
            }

            if (server)
            {
                purposes.Add(new Oid("1.3.6.1.5.5.7.3.1"));
            }

            return purposes;
        }

        // RFC 5280 section 4.2.1.6. The platform's builder refuses a URI that is only an asterisk.
        private static X509Extension AlternativeNames(string[] names)
        {
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                foreach (var name in names.OrderBy(IsUri))
                {
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, IsUri(name) ? 6 : 2));
                }
            }

            return new X509Extension("2.5.29.17", writer.Encode(), critical: false);
        }

        private static bool IsUri(string name) => name == "*" || name.Contains("://", StringComparison.Ordinal);
    }
}

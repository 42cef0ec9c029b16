using System.Security.Cryptography;
using System.Text;
using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.BadInput;

/// <summary>A Secret whose key is another certificate's, and a CA bundle as large as a ConfigMap can be, beside listeners that are sound.</summary>
public sealed class CertificateTests : ClusterTest
{
    private const string Name = "certificates-at-fault";
    private const int ConfigMapLimit = 1024 * 1024;

    protected override string Manifests => Objects(
        Skipped(GatewayWith(
            Name,
            "tls: {frontend: {default: {}, perPort: [{port: 8443, tls: {validation: {caCertificateRefs: [{kind: ConfigMap, group: \"\", name: ca-of-1-mib}]}}}]}}",
            HttpsListener("sound", 443, "sound.wildcard.org"),
            HttpsListener("mismatched", 443, "mismatched.wildcard.org").Replace("tls-validity-checks-certificate", "key-of-another", StringComparison.Ordinal),
            HttpsListener("large-ca", 8443, "large.wildcard.org"))),
        HttpRouteOn($"{{name: {Name}}}", "certificates-at-fault", To(B1)));

    [Fact]
    public async Task KeyOfAnother_FailsItsListenerAlone_AndALargeBundleServes()
    {
        var certificates = Cluster.Certificates;
        await Objects.ApplyAsync(Secret("key-of-another", certificates.ValidityChecks.CertificatePem, certificates.TlsChecks.PrivateKeyPem), BaseManifests.Infra);
        await Objects.ApplyAsync(ConfigMap("ca-of-1-mib", BundleOf(ConfigMapLimit, certificates.ClientCa.CertificatePem)), BaseManifests.Infra);

        var address = await Status.GatewayAddressAsync(Name);
        await Status.GatewayListenersAsync(
            Name,
            new ExpectedListener("sound", ["HTTPRoute"], 1, ("Accepted", "True", null), ("ResolvedRefs", "True", null), ("Programmed", "True", null)),
            new ExpectedListener("mismatched", ["HTTPRoute"], 1, ("Accepted", "True", null), ("ResolvedRefs", "False", "InvalidCertificateRef"), ("Programmed", "False", "Invalid")),
            new ExpectedListener("large-ca", ["HTTPRoute"], 1, ("Accepted", "True", null), ("ResolvedRefs", "True", null), ("Programmed", "True", null)));

        var trusted = certificates.ValidityChecks.Certificate;
        var http = new HttpProbe(address);
        await http.WithTls(new("sound.wildcard.org", trusted)).ExpectAsync(("/", B1));
        await http.WithTls(new("mismatched.wildcard.org", trusted)).TlsMustFailAsync(new Exchange("/"));
        var large = http.OnPort(8443);
        await large.WithTls(new("large.wildcard.org", trusted, certificates.ClientCertificate.WithKey())).ExpectAsync(("/", B1));
        await large.WithTls(new("large.wildcard.org", trusted, certificates.PerPortClientCertificate.WithKey())).TlsMustFailAsync(new Exchange("/"));

        // The cure of the one is all it takes.
        await Objects.ApplyAsync(Secret("key-of-another", certificates.ValidityChecks.CertificatePem, certificates.ValidityChecks.PrivateKeyPem), BaseManifests.Infra);
        await Status.ListenerConditionsAsync("Gateway", Name, BaseManifests.Infra, "mismatched", ("ResolvedRefs", "True", null), ("Programmed", "True", null));
        await http.WithTls(new("mismatched.wildcard.org", trusted)).ExpectAsync(("/", B1));
    }

    /// <summary>Exactly so many bytes of CA certificates, the wanted one the last.</summary>
    private static string BundleOf(int bytes, string wanted)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var bundle = new StringBuilder();
        for (var i = 0; bundle.Length + wanted.Length < bytes - 1024; i++)
        {
            var request = new System.Security.Cryptography.X509Certificates.CertificateRequest($"CN=CA {i}", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new System.Security.Cryptography.X509Certificates.X509BasicConstraintsExtension(true, false, 0, true));
            using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddYears(1));
            bundle.Append(authority.ExportCertificatePem()).Append('\n');
        }

        return bundle.Append('\n', bytes - bundle.Length - wanted.Length).Append(wanted).ToString();
    }

    private static string Secret(string name, string certificate, string key) => $$"""
        apiVersion: v1
        kind: Secret
        type: kubernetes.io/tls
        metadata: {name: {{name}}}
        data: {tls.crt: {{Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate))}}, tls.key: {{Convert.ToBase64String(Encoding.ASCII.GetBytes(key))}} }
        """;

    private static System.Text.Json.Nodes.JsonObject ConfigMap(string name, string bundle) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = name },
        ["data"] = new System.Text.Json.Nodes.JsonObject { ["ca.crt"] = bundle },
    };
}

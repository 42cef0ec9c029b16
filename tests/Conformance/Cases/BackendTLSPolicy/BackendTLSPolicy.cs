using System.Text.Json.Nodes;
using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.BackendTLSPolicys;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.BackendTLSPolicy)]
public sealed class BackendTLSPolicy : ParallelCase
{
    private const string Name = "backendtlspolicy";

    // A name outside the standard's; the policy alone says how to speak.
    private const string Secured = ", appProtocol: HTTPS";
    private const string Reconciled = "tls-checks-ca-certificate-reconcile-test";

    protected override string Manifests => Objects(
        Service("test"), Service("host-mismatch-test", Secured), Service("cert-mismatch-test", Secured), Service("reconcile-test"),
        HttpRouteFor(
            "abc.example.com", "{name: same-namespace}", Name,
            ToService("test", $"/{Name}"), ToService("host-mismatch-test", $"/{Name}-host-mismatch"), ToService("cert-mismatch-test", $"/{Name}-cert-mismatch"), ToService("reconcile-test", $"/{Name}-reconcile-test")),
        HttpRouteFor("https-listener.org", "{name: same-namespace-with-https-listener}", $"{Name}-reencrypt", ToService("test", $"/{Name}")),
        BackendTlsPolicy("normative-test", $"{Name}-test", "btls", "abc.example.com"),
        BackendTlsPolicy("host-mismatch", $"{Name}-host-mismatch-test", "btls", "mismatch.example.com"),
        BackendTlsPolicy("cert-mismatch", $"{Name}-cert-mismatch-test", "btls", "abc.example.com", "mismatch-ca-certificate"),
        BackendTlsPolicy("reconcile-test", $"{Name}-reconcile-test", "btls", "abc.example.com"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var https = await AcceptedAsync("same-namespace-with-https-listener", $"{Name}-reencrypt");
        await ValidAsync("normative-test", "same-namespace-with-https-listener");
        await https.WithTls(new("https-listener.org", Cluster.Certificates.ValidityChecks.Certificate)).ExpectAsync(new Exchange($"/{Name}") { Backend = "tls-backend", SeenServerName = "abc.example.com" });

        var http = await AcceptedAsync("same-namespace", Name);
        await ValidAsync("normative-test");
        await http.ExpectAsync(new Exchange($"/{Name}") { Host = "abc.example.com", SeenServerName = "abc.example.com" });
        await ValidAsync("host-mismatch");
        await http.MustFailAsync(new Exchange($"/{Name}-host-mismatch") { Host = "abc.example.org" });
        await ValidAsync("cert-mismatch");
        await http.MustFailAsync(new Exchange($"/{Name}-cert-mismatch") { Host = "abc.example.com" });

        await ValidAsync("reconcile-test");
        await Objects.PatchAsync("BackendTLSPolicy", "reconcile-test", new JsonObject
        {
            ["spec"] = new JsonObject { ["validation"] = new JsonObject { ["caCertificateRefs"] = new JsonArray(new JsonObject { ["group"] = "", ["kind"] = "ConfigMap", ["name"] = Reconciled }) } },
        });
        await InvalidAsync();
        await Objects.ApplyAsync(CaConfigMap(Cluster.Certificates.TlsChecksCa.CertificatePem), Infra);
        await ValidAsync("reconcile-test");
        await Objects.ApplyAsync(CaConfigMap(""), Infra);
        await InvalidAsync();
        await Objects.ApplyAsync(CaConfigMap(Cluster.Certificates.TlsChecksCa.CertificatePem), Infra);
        await ValidAsync("reconcile-test");
    }

    protected override Task CleanUpAsync() => Objects.DeleteAsync($"{ApiObjects.PathOf("ConfigMap", Infra)}/{Reconciled}");

    private static JsonObject CaConfigMap(string pem) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = Reconciled },
        ["data"] = new JsonObject { ["ca.crt"] = pem },
    };

    private static string Service(string suffix, string more = "") => ServiceFor($"{Name}-{suffix}", "tls-backend", $"name: btls, port: 443, targetPort: 8443{more}");

    private static string ToService(string suffix, string path) => Rule($"backendRefs: [{{name: {Name}-{suffix}, port: 443}}]", Exact(path));

    private async Task ValidAsync(string policy, string gateway = "same-namespace")
    {
        await Status.PolicyConditionAsync(policy, gateway, "Accepted", "True", "Accepted");
        await Status.PolicyConditionAsync(policy, gateway, "ResolvedRefs", "True", "ResolvedRefs");
    }

    private async Task InvalidAsync()
    {
        await Status.PolicyConditionAsync("reconcile-test", "same-namespace", "Accepted", "False", "NoValidCACertificate");
        await Status.PolicyConditionAsync("reconcile-test", "same-namespace", "ResolvedRefs", "False", "InvalidCACertificateRef");
    }
}

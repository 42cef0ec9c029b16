using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.ReferenceGrant, Features.GatewayFrontendClientCertificateValidation)]
public sealed class GatewayInvalidFrontendClientCertificateValidation : ParallelCase
{
    private const string Name = "gateway-with-invalid-client-cert-validation";

    protected override string Manifests => Objects(GatewayWith(
        Name,
        "tls: {frontend: {default: {validation: {caCertificateRefs: [{kind: ConfigMap, group: \"\", name: tls-validity-checks-ca-certificate}]}}, perPort: ["
        + "{port: 7443, tls: {validation: {caCertificateRefs: [{kind: ConfigMap, group: \"\", name: does-not-exist}]}}}, "
        + "{port: 8443, tls: {validation: {caCertificateRefs: [{kind: Service, group: \"\", name: infra-backend-v2}]}}}, "
        + $"{{port: 6443, tls: {{validation: {{caCertificateRefs: [{{kind: ConfigMap, group: \"\", name: web-backend-cm, namespace: {WebBackend}}}]}}}}}}]}}}}",
        HttpsListener("https"), HttpsListener("https-unresolved", 7443, "first-example.org"), HttpsListener("https-invalid-kind", 8443, "second-example.org"), HttpsListener("https-grant-missing", 6443, "fourth-example.org")),
        HttpRouteFor("example.org", "{name: no-such-gateway}", "misconfigured-client-certificate-validation-https-test", To(B1)));

    protected override async Task RunAsync()
    {
        await Status.ListenerConditionsAsync("Gateway", Name, Infra, "https", ("ResolvedRefs", "True", null), ("Accepted", "True", null), ("Programmed", "True", null));
        foreach (var (listener, reason) in new[]
        {
            ("https-unresolved", "InvalidCACertificateRef"), ("https-invalid-kind", "InvalidCACertificateKind"), ("https-grant-missing", "RefNotPermitted"),
        })
        {
            await Status.ListenerConditionsAsync(
                "Gateway", Name, Infra, listener, ("ResolvedRefs", "False", reason), ("Accepted", "False", "NoValidCACertificate"), ("Programmed", "False", null));
        }
    }
}

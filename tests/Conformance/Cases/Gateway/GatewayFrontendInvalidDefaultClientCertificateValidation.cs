using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.GatewayFrontendClientCertificateValidation)]
public sealed class GatewayFrontendInvalidDefaultClientCertificateValidation : ParallelCase
{
    private const string Name = "invalid-default-client-validation-config";

    protected override string Manifests => Objects(
        GatewayWith(
            Name,
            "tls: {frontend: {default: {validation: {caCertificateRefs: [{kind: ConfigMap, group: \"\", name: does-not-exist}]}}, perPort: [{port: 80, tls: {validation: {caCertificateRefs: [{kind: ConfigMap, group: \"\", name: tls-validity-checks-per-port-ca-certificate}]}}}]}}",
            HttpsListener("https"), HttpListener("http")),
        HttpRouteFor("example.org", $"{{name: {Name}}}", Name, To(B1)));

    protected override async Task RunAsync()
    {
        var http = new HttpProbe(await Status.GatewayAddressAsync(Name));
        await Status.ListenerConditionsAsync("Gateway", Name, Infra, "http", ("ResolvedRefs", "True", null), ("Accepted", "True", null), ("Programmed", "True", null));
        await http.OnPort(80).ExpectForHostAsync("example.org", ("/", B1));
        await Status.ListenerConditionsAsync(
            "Gateway", Name, Infra, "https", ("ResolvedRefs", "False", "InvalidCACertificateRef"), ("Accepted", "False", "NoValidCACertificate"), ("Programmed", "False", null));
        await http.OnPort(443).WithTls(new("example.org", Cluster.Certificates.ValidityChecks.Certificate)).TlsMustFailAsync(new Exchange("/"));
    }
}

using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway, Features.GatewayBackendClientCertificate, Features.HTTPRoute, Features.BackendTLSPolicy)]
public sealed class GatewayTLSBackendClientCertificate : ParallelCase
{
    private const string Name = "gateway-tls-backend-client-certificate";
    private const string Service = "tls-backend-with-client-cert-validation";

    protected override string Manifests => Objects(
        BaseManifests.Https(Service, Infra),
        GatewayWith(Name, "tls: {backend: {clientCertificateRef: {group: \"\", kind: Secret, name: tls-checks-client-certificate}}}", HttpListener("http")),
        HttpRouteFor("abc.example.com", $"{{name: {Name}}}", Name, Rule($"backendRefs: [{{name: {Service}, port: 443}}]", Exact("/"))),
        BackendTlsPolicy($"{Name}-test", Service, null, "abc.example.com"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var http = await AcceptedAsync(Name, Name);
        await Status.PolicyConditionAsync($"{Name}-test", Name, "Accepted", "True", "Accepted");
        await Status.ConditionAsync("Gateway", Name, Infra, "ResolvedRefs", "True", "ResolvedRefs");
        await http.ExpectAsync(new Exchange("/")
        {
            Host = "abc.example.com",
            Namespace = Infra,
            SeenServerName = "abc.example.com",
            SeenClientCertificate = Cluster.Certificates.TlsChecksClient.CertificatePem,
        });
    }
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway, Features.GatewayBackendClientCertificate, Features.HTTPRoute, Features.BackendTLSPolicy)]
public sealed class GatewayInvalidTLSBackendConfiguration : ParallelCase
{
    private static readonly (string Name, string Reference, string Reason)[] Gateways =
    [
        ("nonexistent-secret", "{group: \"\", kind: Secret, name: nonexistent-certificate}", "InvalidClientCertificateRef"),
        ("unsupported-group", "{group: wrong.group.company.io, kind: Secret, name: tls-validity-checks-certificate}", "InvalidClientCertificateRef"),
        ("unsupported-kind", "{group: \"\", kind: WrongKind, name: tls-validity-checks-certificate}", "InvalidClientCertificateRef"),
        ("malformed-secret", "{group: \"\", kind: Secret, name: malformed-client-certificate}", "InvalidClientCertificateRef"),
        ("missing-reference-grant", $"{{group: \"\", kind: Secret, name: certificate, namespace: {WebBackend}}}", "RefNotPermitted"),
    ];

    protected override string Manifests => Objects(
    [
        "{apiVersion: v1, kind: Secret, type: Opaque, metadata: {name: malformed-client-certificate}, data: {}}",
        .. Gateways.Select(gateway => GatewayWith($"gateway-client-certificate-{gateway.Name}", $"tls: {{backend: {{clientCertificateRef: {gateway.Reference}}}}}", HttpListener("http"))),
    ]);

    protected override async Task RunAsync()
    {
        foreach (var (name, _, reason) in Gateways)
        {
            await Status.FreshAsync("Gateway", $"gateway-client-certificate-{name}");
            await Status.ConditionAsync("Gateway", $"gateway-client-certificate-{name}", Infra, "ResolvedRefs", "False", reason);
            await Status.ConditionAsync("Gateway", $"gateway-client-certificate-{name}", Infra, "Accepted", "True", "Accepted");
        }
    }
}

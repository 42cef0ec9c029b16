using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway)]
public sealed class GatewayInvalidTLSConfiguration : ParallelCase
{
    private static readonly (string Name, string Reference)[] Gateways =
    [
        ("nonexistent-secret", "{group: \"\", kind: Secret, name: nonexistent-certificate}"),
        ("unsupported-group", "{group: wrong.group.company.io, kind: Secret, name: tls-validity-checks-certificate}"),
        ("unsupported-kind", "{group: \"\", kind: WrongKind, name: tls-validity-checks-certificate}"),
        ("malformed-secret", "{group: \"\", kind: Secret, name: malformed-certificate}"),
    ];

    protected override string Manifests => Objects(
    [
        "{apiVersion: v1, kind: Secret, type: kubernetes.io/tls, metadata: {name: malformed-certificate}, data: {tls.crt: bm90IFBFTQ==, tls.key: bm90IFBFTQ==}}",
        .. Gateways.Select(gateway => Skipped(Gateway(
            $"gateway-certificate-{gateway.Name}", $"name: https, port: 443, protocol: HTTPS, allowedRoutes: {{namespaces: {{from: All}}}}, tls: {{certificateRefs: [{gateway.Reference}]}}"))),
    ]);

    protected override async Task RunAsync()
    {
        foreach (var (name, _) in Gateways)
        {
            await Status.GatewayListenersAsync($"gateway-certificate-{name}", new ExpectedListener("https", ["HTTPRoute"], 0, ("ResolvedRefs", "False", "InvalidCertificateRef")));
        }
    }
}

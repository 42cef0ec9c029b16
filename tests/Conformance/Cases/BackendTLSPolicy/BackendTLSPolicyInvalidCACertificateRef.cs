using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.BackendTLSPolicys;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.BackendTLSPolicy)]
public sealed class BackendTLSPolicyInvalidCACertificateRef : ParallelCase
{
    private const string Nonexistent = "nonexistent-ca-certificate-ref";
    private const string Malformed = "malformed-ca-certificate-ref";

    protected override string Manifests => Objects(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: malformed-ca-certificate}, data: {}}",
        ServiceFor($"backendtlspolicy-{Nonexistent}-test", "tls-backend", "name: https, port: 443, targetPort: 8443, appProtocol: HTTPS"),
        ServiceFor($"backendtlspolicy-{Malformed}-test", "tls-backend", "name: https, port: 443, targetPort: 8443, appProtocol: HTTPS"),
        HttpRouteFor(
            "abc.example.com", "{name: same-namespace}", "backendtlspolicy-invalid-ca-certificate-ref",
            Rule($"backendRefs: [{{name: backendtlspolicy-{Nonexistent}-test, port: 443}}]", Exact($"/backendtlspolicy-{Nonexistent}")),
            Rule($"backendRefs: [{{name: backendtlspolicy-{Malformed}-test, port: 443}}]", Exact($"/backendtlspolicy-{Malformed}"))),
        BackendTlsPolicy(Nonexistent, $"backendtlspolicy-{Nonexistent}-test", null, "abc.example.com", "nonexistent-ca-certificate"),
        BackendTlsPolicy(Malformed, $"backendtlspolicy-{Malformed}-test", null, "abc.example.com", "malformed-ca-certificate"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var http = new HttpProbe(await Status.GatewayAndRoutesAcceptedAsync("same-namespace", "HTTPRoute", resolved: false, "backendtlspolicy-invalid-ca-certificate-ref"));
        foreach (var policy in new[] { Nonexistent, Malformed })
        {
            await Status.PolicyConditionAsync(policy, "same-namespace", "Accepted", "False", "NoValidCACertificate");
            await Status.PolicyConditionAsync(policy, "same-namespace", "ResolvedRefs", "False", "InvalidCACertificateRef");
            await http.ExpectAsync(new Exchange($"/backendtlspolicy-{policy}") { Host = "abc.example.com", Status = [500, 502, 503] });
        }
    }
}

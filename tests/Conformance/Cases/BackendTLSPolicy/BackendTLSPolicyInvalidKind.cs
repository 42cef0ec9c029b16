using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.BackendTLSPolicys;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.BackendTLSPolicy)]
public sealed class BackendTLSPolicyInvalidKind : ParallelCase
{
    protected override string Manifests => Objects(
        ServiceFor("backendtlspolicy-invalid-kind-test", "tls-backend", "name: https, port: 443, targetPort: 8443, appProtocol: HTTPS"),
        HttpRouteFor(
            "abc.example.com", "{name: same-namespace}", "backendtlspolicy-invalid-kind-test",
            Rule("backendRefs: [{name: backendtlspolicy-invalid-kind-test, port: 443}]", Exact("/backendtlspolicy-invalid-kind"))),
        BackendTlsPolicy("invalid-kind", "backendtlspolicy-invalid-kind-test", null, "abc.example.com", caRef: "{group: invalid.io, kind: InvalidKind, name: invalid-kind}"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var http = new HttpProbe(await Status.GatewayAndRoutesAcceptedAsync("same-namespace", "HTTPRoute", resolved: false, "backendtlspolicy-invalid-kind-test"));
        await Status.PolicyConditionAsync("invalid-kind", "same-namespace", "Accepted", "False", "NoValidCACertificate");
        await Status.PolicyConditionAsync("invalid-kind", "same-namespace", "ResolvedRefs", "False", "InvalidKind");
        await http.ExpectAsync(new Exchange("/backendtlspolicy-invalid-kind") { Host = "abc.example.com", Status = [500, 502, 503] });
    }
}

using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.BackendTLSPolicys;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.BackendTLSPolicy)]
public sealed class BackendTLSPolicyConflictResolution : ParallelCase
{
    private const string Without = "backendtlspolicy-conflicted-without-section-name";
    private const string With = "backendtlspolicy-conflicted-with-section-name";
    private const string NotConflicted = "backendtlspolicy-not-conflicted";

    protected override string Manifests => Objects(
        ServiceFor($"{Without}-test", "tls-backend", "name: https, port: 443, targetPort: 8443"),
        ServiceFor($"{With}-test", "tls-backend", "name: https-1, port: 443, targetPort: 8443", "name: https-2, port: 8443, targetPort: 8443"),
        ServiceFor($"{NotConflicted}-test", "tls-backend", "name: https-1, port: 443, targetPort: 8443", "name: https-2, port: 8443, targetPort: 8443"),
        HttpRouteFor(
            "abc.example.com", "{name: same-namespace}", "backendtlspolicy-conflict-resolution",
            Rule($"backendRefs: [{{name: {Without}-test, port: 443}}]", Exact($"/{Without}")),
            Rule($"backendRefs: [{{name: {With}-test, port: 443}}]", Exact($"/{With}")),
            Rule($"backendRefs: [{{name: {NotConflicted}-test, port: 443}}]", Exact($"/{NotConflicted}-with-section-name")),
            Rule($"backendRefs: [{{name: {NotConflicted}-test, port: 8443}}]", Exact($"/{NotConflicted}-without-section-name"))),
        BackendTlsPolicy("conflicted-without-section-name-1", $"{Without}-test", null, "other.example.com"),
        BackendTlsPolicy("conflicted-without-section-name-2", $"{Without}-test", null, "abc.example.com"),
        BackendTlsPolicy("conflicted-with-section-name-1", $"{With}-test", "https-1", "other.example.com"),
        BackendTlsPolicy("conflicted-with-section-name-2", $"{With}-test", "https-1", "abc.example.com"),
        BackendTlsPolicy("not-conflicted-with-section-name", $"{NotConflicted}-test", "https-1", "other.example.com"),
        BackendTlsPolicy("not-conflicted-without-section-name", $"{NotConflicted}-test", null, "abc.example.com"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var http = await AcceptedAsync("same-namespace", "backendtlspolicy-conflict-resolution");
        foreach (var policy in new[] { "conflicted-without-section-name", "conflicted-with-section-name" })
        {
            await Status.PolicyConditionAsync($"{policy}-1", "same-namespace", "Accepted", "True", "Accepted");
            await Status.PolicyConditionAsync($"{policy}-2", "same-namespace", "Accepted", "False", "Conflicted");
        }

        await Status.PolicyConditionAsync("not-conflicted-with-section-name", "same-namespace", "Accepted", "True", "Accepted");
        await Status.PolicyConditionAsync("not-conflicted-without-section-name", "same-namespace", "Accepted", "True", "Accepted");
        await http.ExpectAsync(
            Seen($"/{Without}", "other.example.com"), Seen($"/{With}", "other.example.com"),
            Seen($"/{NotConflicted}-with-section-name", "other.example.com"), Seen($"/{NotConflicted}-without-section-name", "abc.example.com"));
    }

    private static Exchange Seen(string path, string serverName) => new(path) { Host = "abc.example.com", Namespace = Infra, SeenServerName = serverName };
}

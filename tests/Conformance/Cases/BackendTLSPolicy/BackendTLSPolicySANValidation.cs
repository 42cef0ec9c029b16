using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.BackendTLSPolicys;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.BackendTLSPolicy, Features.BackendTLSPolicySANValidation)]
public sealed class BackendTLSPolicySANValidation : ParallelCase
{
    private static readonly (string Name, string AltNames, bool Valid)[] Policies =
    [
        ("san-dns", Dns("abc.example.com"), true),
        ("san-dns-mismatch", Dns("dce.example.com"), false),
        ("san-uri", Uri("spiffe://abc.example.com/test-identity"), true),
        ("san-uri-mismatch", Uri("spiffe://def.example.com/test-identity"), false),
        ("multiple-sans", $"{Uri("spiffe://abc.example.com/test-identity")}, {Dns("abc.example.com")}", true),
        ("multiple-mismatch-sans", $"{Uri("spiffe://def.example.com/test-identity")}, {Dns("def.example.com")}", false),
    ];

    protected override string Manifests => Objects(
    [
        HttpRouteFor(
            "abc.example.com", "{name: same-namespace}", "backendtlspolicy-san-test",
            [.. Policies.Select(policy => Rule($"backendRefs: [{{name: backendtlspolicy-{policy.Name}-test, port: 443}}]", Exact($"/backendtlspolicy-{policy.Name}")))]),
        .. Policies.Select(policy => ServiceFor($"backendtlspolicy-{policy.Name}-test", "tls-backend", "name: btls, port: 443, targetPort: 8443, appProtocol: HTTPS")),
        .. Policies.Select(policy => BackendTlsPolicy(policy.Name, $"backendtlspolicy-{policy.Name}-test", "btls", "abc.example.com", more: $", subjectAltNames: [{policy.AltNames}]")),
    ]);

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var http = await AcceptedAsync("same-namespace", "backendtlspolicy-san-test");
        foreach (var (name, _, valid) in Policies)
        {
            await Status.PolicyConditionAsync(name, "same-namespace", "Accepted", "True", "Accepted");
            var exchange = new Exchange($"/backendtlspolicy-{name}") { Host = "abc.example.com" };
            if (valid)
            {
                await http.ExpectAsync(exchange with { SeenServerName = "abc.example.com" });
            }
            else
            {
                await http.MustFailAsync(exchange);
            }
        }
    }

    private static string Dns(string name) => $"{{type: Hostname, hostname: {name}}}";

    private static string Uri(string uri) => $"{{type: URI, uri: \"{uri}\"}}";
}

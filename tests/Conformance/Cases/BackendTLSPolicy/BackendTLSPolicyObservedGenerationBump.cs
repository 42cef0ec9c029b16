using System.Text.Json.Nodes;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.BackendTLSPolicys;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.BackendTLSPolicy)]
public sealed class BackendTLSPolicyObservedGenerationBump : ParallelCase
{
    private const string Name = "observed-generation-bump";

    protected override string Manifests => Objects(
        ServiceFor($"{Name}-test", "nothing-has-this-label", "name: https, port: 443, targetPort: 8443"),
        HttpRoute("backendtlspolicy-observed-generation-bump", Rule($"backendRefs: [{{name: {Name}-test, port: 443}}]", Prefix("/backendtlspolicy-observed-generation-bump"))),
        BackendTlsPolicy(Name, $"{Name}-test", "https", "abc.example.com"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.PolicyConditionAsync(Name, "same-namespace", "Accepted", "True", null);
        await Status.FreshAsync("BackendTLSPolicy", Name);
        var before = await Status.GenerationAsync("BackendTLSPolicy", Name);
        await Objects.PatchAsync("BackendTLSPolicy", Name, new JsonObject { ["spec"] = new JsonObject { ["validation"] = new JsonObject { ["hostname"] = "foo.example.com" } } });
        await Status.PolicyConditionAsync(Name, "same-namespace", "Accepted", "True", null);
        await Status.FreshAsync("BackendTLSPolicy", Name);
        Assert.NotEqual(before, await Status.GenerationAsync("BackendTLSPolicy", Name));
    }
}

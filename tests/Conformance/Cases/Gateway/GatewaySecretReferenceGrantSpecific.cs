using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway, Features.ReferenceGrant)]
[Collection(SecretGrants.Name)]
public sealed class GatewaySecretReferenceGrantSpecific : ParallelCase
{
    private const string Name = "gateway-secret-reference-grant-specific";

    protected override string Manifests => Objects(Gateway(Name, CrossNamespaceListener), ReferenceGrant("reference-grant-specific", WebBackend, "Gateway", "Secret", "certificate"));

    protected override Task RunAsync() =>
        Status.GatewayListenersAsync(Name, new ExpectedListener("https", ["HTTPRoute"], 0, ("Programmed", "True", "Programmed"), ("ResolvedRefs", "True", null)));
}

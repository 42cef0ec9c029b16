using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway, Features.ReferenceGrant)]
[Collection(SecretGrants.Name)]
public sealed class GatewaySecretMissingReferenceGrant : ParallelCase
{
    private const string Name = "gateway-secret-missing-reference-grant";

    protected override string Manifests => Gateway(Name, CrossNamespaceListener);

    protected override Task RunAsync() =>
        Status.GatewayListenersAsync(Name, new ExpectedListener("https", ["HTTPRoute"], 0, ("ResolvedRefs", "False", "RefNotPermitted")));
}

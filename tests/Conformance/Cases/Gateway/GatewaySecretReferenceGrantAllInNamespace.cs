using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway, Features.ReferenceGrant)]
[Collection(SecretGrants.Name)]
public sealed class GatewaySecretReferenceGrantAllInNamespace : ParallelCase
{
    private const string Name = "gateway-secret-reference-grant-all-in-namespace";

    protected override string Manifests => Objects(Gateway(Name, CrossNamespaceListener), ReferenceGrant("reference-grant-all-in-namespace", WebBackend, "Gateway", "Secret"));

    protected override Task RunAsync() =>
        Status.GatewayListenersAsync(Name, new ExpectedListener("https", ["HTTPRoute"], 0, ("Programmed", "True", "Programmed"), ("ResolvedRefs", "True", null)));
}

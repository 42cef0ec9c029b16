using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway, Features.ReferenceGrant)]
[Collection(SecretGrants.Name)]
public sealed class GatewaySecretInvalidReferenceGrant : ParallelCase
{
    private const string Name = "gateway-secret-invalid-reference-grant";

    protected override string Manifests => Objects(
        Gateway(Name, CrossNamespaceListener),
        ReferenceGrant($"{Name}-wrong-namespace", AppBackend, "Gateway", "Secret", "certificate"),
        ReferenceGrant($"{Name}-wrong-from-group", WebBackend, "Gateway", "Secret", "certificate", fromGroup: "some-other-group"),
        ReferenceGrant($"{Name}-wrong-from-kind", WebBackend, "HTTPRoute", "Secret", "certificate"),
        ReferenceGrant($"{Name}-wrong-from-namespace", WebBackend, "Gateway", "Secret", "certificate", fromNamespace: "some-other-namespace"),
        ReferenceGrant($"{Name}-wrong-to-group", WebBackend, "Gateway", "Secret", "certificate", toGroup: "some-other-group"),
        ReferenceGrant($"{Name}-wrong-to-kind", WebBackend, "Gateway", "Service", "certificate"),
        ReferenceGrant($"{Name}-wrong-to-name", WebBackend, "Gateway", "Secret", "some-other-certificate"));

    protected override Task RunAsync() =>
        Status.GatewayListenersAsync(Name, new ExpectedListener("https", ["HTTPRoute"], 0, ("ResolvedRefs", "False", "RefNotPermitted")));
}

using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway)]
public sealed class GatewayListenerUnsupportedProtocol : ParallelCase
{
    private static readonly ExpectedListener Invalid = new("invalid", [], 0, ("Accepted", "False", "UnsupportedProtocol"));

    protected override string Manifests => Objects(
        Skipped(Gateway("gateway-only-unsupported-protocols", "name: invalid, port: 1111, protocol: INVALID")),
        Gateway("gateway-supported-and-unsupported-protocols", "name: http, port: 80, protocol: HTTP", "name: invalid, port: 1111, protocol: INVALID"));

    protected override async Task RunAsync()
    {
        await Status.FreshAsync("Gateway", "gateway-only-unsupported-protocols");
        await Status.ConditionAsync("Gateway", "gateway-only-unsupported-protocols", Infra, "Accepted", "False", "ListenersNotValid");
        await Status.GatewayListenersAsync("gateway-only-unsupported-protocols", Invalid);
        await Status.FreshAsync("Gateway", "gateway-supported-and-unsupported-protocols");
        await Status.ConditionAsync("Gateway", "gateway-supported-and-unsupported-protocols", Infra, "Accepted", "True", "ListenersNotValid");
        await Status.GatewayListenersAsync("gateway-supported-and-unsupported-protocols", new ExpectedListener("http", ["HTTPRoute"], 0, ("Accepted", "True", "Accepted")), Invalid);

        // Nothing tells others to pass over this Gateway when they wait for the namespace.
        await Status.ConditionAsync("Gateway", "gateway-supported-and-unsupported-protocols", Infra, "Programmed", "True", null);
    }
}

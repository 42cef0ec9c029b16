using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TLSRoutes;

[ConformanceTest(Features.Gateway, Features.TLSRoute)]
public sealed class TLSRouteListenerPassthroughSupportedKinds : SerialCase
{
    private const string Name = "gateway-tlsroute-passthrough-supported-kind";

    protected override string Manifests => Gateway(
        Name, "name: tls-passthrough, port: 443, protocol: TLS, allowedRoutes: {namespaces: {from: Same}, kinds: [{kind: TCPRoute}, {kind: TLSRoute}]}, tls: {mode: Passthrough}");

    protected override Task RunAsync() =>
        Status.GatewayListenersAsync(Name, new ExpectedListener("tls-passthrough", ["TLSRoute"], 0, ("ResolvedRefs", "False", "InvalidRouteKinds")));
}

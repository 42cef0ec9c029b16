using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.ListenerSets;

[ConformanceTest(Features.Gateway, Features.ListenerSet, Features.TLSRoute)]
public sealed class ListenerSetAllowedRoutesSupportedKinds : ParallelCase
{
    private const string GatewayName = "gateway-with-listener-sets-test-supported-route-kinds";
    private const string Listener = "listener-set-listener-allowed-routes-tls-only";

    protected override string Manifests => Objects(
        GatewayWith(GatewayName, "allowedListeners: {namespaces: {from: All}}", HttpListener("gateway-listener", hostname: "gateway-listener.com", from: "All")),
        ListenerSet(
            "listenerset-test-allowed-routes-supported-kinds", GatewayName, Infra,
            $"name: {Listener}, port: 443, protocol: TLS, hostname: {Listener}.com, allowedRoutes: {{namespaces: {{from: All}}, kinds: [{{kind: HTTPRoute}}]}}, tls: {{mode: Passthrough}}"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.ConditionAsync("Gateway", GatewayName, Infra, "Accepted", "True", null);
        await Status.ListenerConditionsAsync("ListenerSet", "listenerset-test-allowed-routes-supported-kinds", Infra, Listener, ("ResolvedRefs", "False", "InvalidRouteKinds"));
    }
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.ListenerSets;

[ConformanceTest(Features.Gateway, Features.ListenerSet)]
public sealed class ListenerSetAllowedNamespaceNone : ParallelCase
{
    private const string GatewayName = "gateway-does-not-allow-listenerset";

    protected override string Manifests => Objects(
        GatewayWith(GatewayName, "allowedListeners: {namespaces: {from: None}}", HttpListener("gateway-listener", hostname: "gateway-listener.com", from: "All")),
        ListenerSet("listenerset-not-allowed", GatewayName, Infra, HttpListener("listener-set-listener", hostname: "listener-set-listener.com", from: "All")));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.ConditionAsync("Gateway", GatewayName, Infra, "Accepted", "True", null);
        await Status.AttachedListenerSetsAsync(GatewayName, 0);
        await Status.ConditionAsync("ListenerSet", "listenerset-not-allowed", Infra, "Accepted", "False", "NotAllowed");
        await Status.ConditionAsync("ListenerSet", "listenerset-not-allowed", Infra, "Programmed", "False", "NotAllowed");
    }
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.ListenerSets;

[ConformanceTest(Features.Gateway, Features.ListenerSet)]
public sealed class ListenerSetAllowedNamespaceSame : ParallelCase
{
    private const string GatewayName = "gateway-allows-listenerset-in-same-namespace";
    private const string Other = "gateway-api-listenerset-not-allowed-ns";

    protected override string Manifests => Objects(
        GatewayWith(GatewayName, "allowedListeners: {namespaces: {from: Same}}", HttpListener("gateway-listener", hostname: "gateway-listener.com", from: "All")),
        ListenerSet("listenerset-in-same-namespace", GatewayName, Infra, HttpListener("listenerset-in-same-namespace-listener", hostname: "listenerset-in-same-namespace-listener.com", from: "All")),
        Namespace(Other),
        ListenerSet("listenerset-in-different-namespace", GatewayName, Other, HttpListener("listenerset-in-different-namespace-listener", hostname: "listenerset-in-different-namespace-listener.com", from: "All")));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.ConditionAsync("Gateway", GatewayName, Infra, "Accepted", "True", null);
        await Status.AttachedListenerSetsAsync(GatewayName, 1);
        await Status.ConditionAsync("ListenerSet", "listenerset-in-same-namespace", Infra, "Accepted", "True", "Accepted");
        await Status.ConditionAsync("ListenerSet", "listenerset-in-same-namespace", Infra, "Programmed", "True", "Programmed");
        await Status.AllListenersReadyAsync("ListenerSet", "listenerset-in-same-namespace", Infra);
        await Status.ConditionAsync("ListenerSet", "listenerset-in-different-namespace", Other, "Accepted", "False", "NotAllowed");
        await Status.ConditionAsync("ListenerSet", "listenerset-in-different-namespace", Other, "Programmed", "False", "NotAllowed");
    }
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.ListenerSets;

[ConformanceTest(Features.Gateway, Features.ListenerSet)]
public sealed class ListenerSetAllowedNamespaceSelector : ParallelCase
{
    private const string GatewayName = "gateway-allows-listenerset-in-selected-namespace";
    private const string Selected = "gateway-api-listenerset-selector-allowed-ns";
    private const string Other = "gateway-api-listenerset-selector-not-allowed-ns";

    protected override string Manifests => Objects(
        GatewayWith(GatewayName, "allowedListeners: {namespaces: {from: Selector, selector: {matchLabels: {allowed: ns}}}}", HttpListener("gateway-listener", hostname: "gateway-listener.com", from: "All")),
        Namespace(Selected, "allowed: ns"),
        ListenerSet("listenerset-in-selected-namespace", GatewayName, Selected, HttpListener("listenerset-in-selected-namespace-listener", hostname: "listenerset-in-selected-namespace-listener.com", from: "All")),
        Namespace(Other),
        ListenerSet("listenerset-not-in-selected-namespace", GatewayName, Other, HttpListener("listenerset-not-in-selected-namespace-listener", hostname: "listenerset-not-in-selected-namespace-listener.com", from: "All")));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.ConditionAsync("Gateway", GatewayName, Infra, "Accepted", "True", null);
        await Status.AttachedListenerSetsAsync(GatewayName, 1);
        await Status.ConditionAsync("ListenerSet", "listenerset-in-selected-namespace", Selected, "Accepted", "True", "Accepted");
        await Status.ConditionAsync("ListenerSet", "listenerset-in-selected-namespace", Selected, "Programmed", "True", "Programmed");
        await Status.AllListenersReadyAsync("ListenerSet", "listenerset-in-selected-namespace", Selected);
        await Status.ConditionAsync("ListenerSet", "listenerset-not-in-selected-namespace", Other, "Accepted", "False", "NotAllowed");
        await Status.ConditionAsync("ListenerSet", "listenerset-not-in-selected-namespace", Other, "Programmed", "False", "NotAllowed");
    }
}

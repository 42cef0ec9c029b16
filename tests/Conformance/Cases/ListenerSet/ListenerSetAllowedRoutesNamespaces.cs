using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.ListenerSets;

[ConformanceTest(Features.Gateway, Features.ListenerSet, Features.HTTPRoute, Features.ReferenceGrant)]
public sealed class ListenerSetAllowedRoutesNamespaces : ParallelCase
{
    private const string GatewayName = "gateway-with-listener-sets-test-allowed-routes";
    private const string Set = "listenerset-test-allowed-routes-namespaces";
    private const string CrossSet = "listenerset-test-allowed-routes-cross-ns";
    private const string Selected = "gateway-api-routes-allowed-ns";
    private const string Other = "gateway-api-routes-not-allowed-ns";
    private const string Cross = "gateway-api-ls-cross-ns";
    private const string Listener = "listener-set-listener-allowed-routes-";

    protected override string Manifests => Objects(
        GatewayWith(GatewayName, "allowedListeners: {namespaces: {from: All}}", HttpListener("gateway-listener", hostname: "gateway-listener.com", from: "All")),
        ListenerSet(
            Set, GatewayName, Infra,
            HttpListener(Listener + "all", hostname: Listener + "all.com", from: "All"),
            HttpListener(Listener + "same", hostname: Listener + "same.com"),
            HttpListener(Listener + "selector", hostname: Listener + "selector.com", from: "Selector, selector: {matchLabels: {allowed: ns}}")),
        Namespace(Selected, "allowed: ns"),
        Namespace(Other),
        Namespace(Cross),
        RouteTo("route-in-same-namespace", Infra, OnListenerSet(Set), B1),
        RouteTo("route-in-selected-namespace", Selected, OnListenerSet(Set), B2),
        RouteTo("route-not-in-selected-namespace", Other, OnListenerSet(Set), B3),
        ListenerSet(CrossSet, GatewayName, Cross, HttpListener(Listener + "cross-ns-same", hostname: Listener + "cross-ns-same.com")),
        RouteTo("route-in-listenerset-namespace", Cross, OnListenerSet(CrossSet, ns: Cross), B1),
        RouteTo("route-in-gateway-namespace", Infra, OnListenerSet(CrossSet, ns: Cross), B2),
        ReferenceGrant("grant-from-selected", Infra, "HTTPRoute", "Service", fromNamespace: Selected),
        ReferenceGrant("grant-from-other", Infra, "HTTPRoute", "Service", fromNamespace: Other),
        ReferenceGrant("grant-from-cross", Infra, "HTTPRoute", "Service", fromNamespace: Cross));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var http = new HttpProbe(await Status.GatewayAddressAsync(GatewayName, "gateway-listener"));
        await Status.ConditionAsync("Gateway", GatewayName, Infra, "Accepted", "True", null);
        await Status.AttachedListenerSetsAsync(GatewayName, 2);
        foreach (var (ns, route) in new[] { (Infra, "route-in-same-namespace"), (Selected, "route-in-selected-namespace"), (Other, "route-not-in-selected-namespace") })
        {
            await Status.RouteParentAsync("HTTPRoute", ns, route, "ListenerSet", Set, ("Accepted", "True", "Accepted"));
        }

        await Status.ListenersAsync("ListenerSet", Set, Infra, Expected("all", 3), Expected("same", 1), Expected("selector", 1));
        await http.ExpectForHostAsync(Listener + "all.com", ("/route-in-same-namespace", B1), ("/route-in-selected-namespace", B2), ("/route-not-in-selected-namespace", B3));
        await http.ExpectForHostAsync(Listener + "same.com", ("/route-in-same-namespace", B1), ("/route-in-selected-namespace", "404"), ("/route-not-in-selected-namespace", "404"));
        await http.ExpectForHostAsync(Listener + "selector.com", ("/route-in-same-namespace", "404"), ("/route-in-selected-namespace", B2), ("/route-not-in-selected-namespace", "404"));

        await Status.RouteParentAsync("HTTPRoute", Cross, "route-in-listenerset-namespace", "ListenerSet", CrossSet, ("Accepted", "True", "Accepted"), Cross);
        await Status.RouteParentAsync("HTTPRoute", Infra, "route-in-gateway-namespace", "ListenerSet", CrossSet, ("Accepted", "False", "NotAllowedByListeners"), Cross);
        await Status.ListenersAsync("ListenerSet", CrossSet, Cross, Expected("cross-ns-same", 1));
        await http.ExpectForHostAsync(Listener + "cross-ns-same.com", ("/route-in-listenerset-namespace", B1), ("/route-in-gateway-namespace", "404"));
    }

    private static ExpectedListener Expected(string name, int attached) =>
        new(Listener + name, ["HTTPRoute"], attached, ("Accepted", "True", null), ("Programmed", "True", null), ("ResolvedRefs", "True", null));

    private static string RouteTo(string name, string ns, string parent, string backend) =>
        Route("HTTPRoute", name, parent, Rules(Rule($"backendRefs: [{Backend(backend, $"namespace: {Infra}")}]", Prefix("/" + name))), ns);
}

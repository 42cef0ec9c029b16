using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.ListenerSets;

[ConformanceTest(Features.Gateway, Features.ListenerSet, Features.HTTPRoute)]
public sealed class ListenerSetDualParentRefIndependence : SerialCase
{
    private const string GatewayName = "gateway-dual-parentref";
    private const string Set = "ls-dual-parentref";

    protected override string Manifests => Objects(
        GatewayWith(GatewayName, "allowedListeners: {namespaces: {from: Same}}", HttpListener("gw-dual-parentref-listener", hostname: "gw-dual.com")),
        ListenerSet(Set, GatewayName, Infra, HttpListener("ls-dual-parentref-listener", hostname: "ls-dual.com")),
        HttpRouteOn($"{{name: {GatewayName}}}, {OnListenerSet(Set)}", "route-dual-parentref-both", To(B1, Prefix("/dualboth"))),
        HttpRouteOn(
            $"{{name: {GatewayName}, sectionName: ls-dual-parentref-listener}}, {OnListenerSet(Set, "ls-dual-parentref-listener")}",
            "route-dual-parentref-one", To(B2, Prefix("/dualone"))));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.ConditionAsync("Gateway", GatewayName, Infra, "Accepted", "True", null);
        await Status.AttachedListenerSetsAsync(GatewayName, 1);
        await Status.ListenersAsync(
            "ListenerSet", Set, Infra,
            new ExpectedListener("ls-dual-parentref-listener", ["HTTPRoute"], 2, ("Accepted", "True", null), ("Programmed", "True", null), ("ResolvedRefs", "True", null)));
        await Status.RouteParentAsync("HTTPRoute", Infra, "route-dual-parentref-both", "Gateway", GatewayName, ("Accepted", "True", null));
        await Status.RouteParentAsync("HTTPRoute", Infra, "route-dual-parentref-both", "ListenerSet", Set, ("Accepted", "True", null));
        await Status.RouteParentAsync("HTTPRoute", Infra, "route-dual-parentref-one", "Gateway", GatewayName, ("Accepted", "False", "NoMatchingParent"));
        await Status.RouteParentAsync("HTTPRoute", Infra, "route-dual-parentref-one", "ListenerSet", Set, ("Accepted", "True", null));
        var http = new HttpProbe(await Status.GatewayAddressAsync(GatewayName));
        await http.ExpectForHostAsync("gw-dual.com", ("/dualboth", B1), ("/dualone", "404"));
        await http.ExpectForHostAsync("ls-dual.com", ("/dualboth", B1), ("/dualone", B2));
    }
}

using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.ListenerSets;

[ConformanceTest(Features.Gateway, Features.ListenerSet, Features.HTTPRoute)]
public sealed class ListenerSetRouteStatusScopedToParentRef : SerialCase
{
    private const string GatewayName = "gateway-parentref";
    private const string Set = "listenerset-parentref";

    protected override string Manifests => Objects(
        GatewayWith(GatewayName, "allowedListeners: {namespaces: {from: Same}}", HttpListener("gw-parentref-listener", hostname: "gw-parentref.com")),
        ListenerSet(Set, GatewayName, Infra, HttpListener("listenerset-parentref-listener", hostname: "listenerset-parentref.com")),
        HttpRouteOn($"{{name: {GatewayName}}}", "route-parentref-gwonly", To(B1, Prefix("/gwonly"))),
        HttpRouteOn(OnListenerSet(Set), "route-parentref-lsonly", To(B2, Prefix("/lsonly"))));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.ConditionAsync("Gateway", GatewayName, Infra, "Accepted", "True", null);
        await Status.AttachedListenerSetsAsync(GatewayName, 1);
        await Status.ListenersAsync(
            "ListenerSet", Set, Infra,
            new ExpectedListener("listenerset-parentref-listener", ["HTTPRoute"], 1, ("Accepted", "True", null), ("Programmed", "True", null), ("ResolvedRefs", "True", null)));
        await Status.RouteParentAsync("HTTPRoute", Infra, "route-parentref-gwonly", "Gateway", GatewayName, ("Accepted", "True", null));
        await Status.RouteParentAsync("HTTPRoute", Infra, "route-parentref-lsonly", "ListenerSet", Set, ("Accepted", "True", null));
    }
}

using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.ListenerSets;

[ConformanceTest(Features.Gateway, Features.ListenerSet, Features.HTTPRoute)]
public sealed class ListenerSetGatewayParentSectionNameNotFound : SerialCase
{
    private const string GatewayName = "gateway-section-name";
    private const string Set = "listenerset-section-name";

    protected override string Manifests => Objects(
        GatewayWith(GatewayName, "allowedListeners: {namespaces: {from: Same}}", HttpListener("gw-listener", hostname: "gw-section.com")),
        ListenerSet(Set, GatewayName, Infra, HttpListener("ls-only-listener", hostname: "ls-section-name.com")),
        HttpRouteOn(OnListenerSet(Set, "ls-only-listener"), "route-via-listenerset", To(B1, Prefix("/goodsection"))),
        HttpRouteOn($"{{name: {GatewayName}, sectionName: ls-only-listener}}", "route-via-gateway", To(B2, Prefix("/badsection"))));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.ConditionAsync("Gateway", GatewayName, Infra, "Accepted", "True", null);
        await Status.AttachedListenerSetsAsync(GatewayName, 1);
        await Status.RouteParentAsync("HTTPRoute", Infra, "route-via-listenerset", "ListenerSet", Set, ("Accepted", "True", "Accepted"));
        await Status.RouteConditionAsync("HTTPRoute", "route-via-gateway", GatewayName, "Accepted", "False", "NoMatchingParent");
        var http = new HttpProbe(await Status.GatewayAddressAsync(GatewayName));
        await http.ExpectForHostAsync("ls-section-name.com", ("/goodsection", B1));
        await http.ExpectForHostAsync("gw-section.com", ("/badsection", "404"));
    }
}

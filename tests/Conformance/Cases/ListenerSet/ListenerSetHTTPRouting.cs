using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.ListenerSets;

[ConformanceTest(Features.Gateway, Features.ListenerSet, Features.HTTPRoute)]
public sealed class ListenerSetHTTPRouting : ParallelCase
{
    private const string GatewayName = "gateway-with-listener-sets-http-routing";
    private const string Set1 = "listener-set-http-routing-1";
    private const string Set2 = "listener-set-http-routing-2";

    protected override string Manifests => Objects(
        GatewayWith(GatewayName, "allowedListeners: {namespaces: {from: All}}", Listener("gateway-listener-1"), Listener("gateway-listener-2")),
        ListenerSet(Set1, GatewayName, Infra, Listener($"{Set1}-listener-1"), Listener($"{Set1}-listener-2")),
        ListenerSet(Set2, GatewayName, Infra, Listener($"{Set2}-listener-1"), Listener($"{Set2}-listener-2")),
        HttpRouteOn($"{{name: {GatewayName}}}, {OnListenerSet(Set1)}, {OnListenerSet(Set2)}", "attaches-to-all-listeners", To(B1, Prefix("/route"))),
        HttpRouteOn($"{{name: {GatewayName}}}", "gateway-route", To(B2, Prefix("/gateway-route"))),
        HttpRouteOn($"{{name: {GatewayName}, sectionName: gateway-listener-1}}", "gateway-section-route", To(B3, Prefix("/gateway-section-route"))),
        HttpRouteOn(OnListenerSet(Set1), $"{Set1}-route", To(B2, Prefix($"/{Set1}-route"))),
        HttpRouteOn(OnListenerSet(Set1, $"{Set1}-listener-1"), $"{Set1}-section-route", To(B3, Prefix($"/{Set1}-section-route"))),
        HttpRouteOn(OnListenerSet(Set2), $"{Set2}-route", To(B2, Prefix($"/{Set2}-route"))));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var http = await AcceptedAsync(GatewayName, "attaches-to-all-listeners", "gateway-route", "gateway-section-route");
        await Status.AttachedListenerSetsAsync(GatewayName, 2);
        foreach (var (set, routes) in new[]
        {
            (Set1, new[] { "attaches-to-all-listeners", $"{Set1}-route", $"{Set1}-section-route" }),
            (Set2, ["attaches-to-all-listeners", $"{Set2}-route"]),
        })
        {
            foreach (var route in routes)
            {
                await Status.RouteParentAsync("HTTPRoute", Infra, route, "ListenerSet", set, ("Accepted", "True", "Accepted"));
            }
        }

        await Status.ListenersAsync("ListenerSet", Set1, Infra, Expected($"{Set1}-listener-1", 3), Expected($"{Set1}-listener-2", 2));
        await Status.ListenersAsync("ListenerSet", Set2, Infra, Expected($"{Set2}-listener-1", 2), Expected($"{Set2}-listener-2", 2));
        await ExpectAsync(http, "gateway-listener-1", ("/gateway-route", B2), ("/gateway-section-route", B3));
        await ExpectAsync(http, "gateway-listener-2", ("/gateway-route", B2));
        await ExpectAsync(http, $"{Set1}-listener-1", ($"/{Set1}-route", B2), ($"/{Set1}-section-route", B3));
        await ExpectAsync(http, $"{Set1}-listener-2", ($"/{Set1}-route", B2));
        await ExpectAsync(http, $"{Set2}-listener-1", ($"/{Set2}-route", B2));
        await ExpectAsync(http, $"{Set2}-listener-2", ($"/{Set2}-route", B2));
    }

    private static Task ExpectAsync(HttpProbe http, string listener, params (string Path, string Target)[] served)
    {
        string[] paths = ["/gateway-route", "/gateway-section-route", $"/{Set1}-route", $"/{Set1}-section-route", $"/{Set2}-route"];
        return http.ExpectForHostAsync(
            $"{listener}.com", [("/route", B1), .. paths.Select(path => (path, served.FirstOrDefault(item => item.Path == path).Target ?? "404"))]);
    }

    private static string Listener(string name) => HttpListener(name, hostname: $"{name}.com", from: "All");

    private static ExpectedListener Expected(string name, int attached) =>
        new(name, ["HTTPRoute"], attached, ("Accepted", "True", null), ("Programmed", "True", null), ("ResolvedRefs", "True", null));
}

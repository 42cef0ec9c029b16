using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class GatewayWithAttachedRoutes : SerialCase
{
    private const string Allowed = $"allowedRoutes: {{kinds: [{{kind: HTTPRoute}}], namespaces: {{from: Selector, selector: {{matchLabels: {{kubernetes.io/metadata.name: {Infra}}}}}}}}}";
    private const string One = "gateway-with-one-attached-route";
    private const string Two = "gateway-with-two-attached-routes";
    private const string Unresolved = "unresolved-gateway-with-one-attached-unresolved-route";

    protected override string Manifests => Objects(
        Gateway(One, $"name: http, port: 80, protocol: HTTP, {Allowed}"),
        HttpRouteOn($"{{kind: Gateway, name: {One}}}", "http-route-1", To(B1)),
        Gateway(Two, $"name: http, port: 80, protocol: HTTP, hostname: foo.example.com, {Allowed}"),
        HttpRouteOn($"{{kind: Gateway, name: {Two}}}", "http-route-2", To(B1)),
        HttpRouteOn($"{{kind: Gateway, name: {Two}}}", "http-route-3", To(B1)),
        HttpRouteFor("not-accepted.test.com", $"{{kind: Gateway, name: {Two}}}", "http-route-not-accepted", To(B1)),
        Skipped(Gateway(Unresolved, $"name: tls, port: 443, protocol: HTTPS, {Allowed}, tls: {{mode: Terminate, certificateRefs: [{{name: does-not-exist}}]}}")),
        HttpRouteOn($"{{kind: Gateway, name: {Unresolved}, sectionName: tls}}", "http-route-4", To("does-not-exist")));

    protected override async Task RunAsync()
    {
        await Status.GatewayListenersAsync(One, new ExpectedListener("http", ["HTTPRoute"], 1, ("Accepted", "True", null), ("ResolvedRefs", "True", null)));
        await Status.GatewayListenersAsync(Two, new ExpectedListener("http", ["HTTPRoute"], 2, ("Accepted", "True", null), ("ResolvedRefs", "True", null)));
        await Status.RouteConditionAsync("HTTPRoute", "http-route-not-accepted", Two, "Accepted", "False", "NoMatchingListenerHostname");
        await Status.GatewayListenersAsync(Unresolved, new ExpectedListener("tls", ["HTTPRoute"], 1, ("Programmed", "False", null), ("ResolvedRefs", "False", null)));
        await Status.RouteConditionAsync("HTTPRoute", "http-route-4", Unresolved, "ResolvedRefs", "False", null);
    }
}

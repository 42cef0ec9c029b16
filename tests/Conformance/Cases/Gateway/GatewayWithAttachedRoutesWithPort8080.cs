using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway, Features.GatewayPort8080, Features.HTTPRoute)]
public sealed class GatewayWithAttachedRoutesWithPort8080 : SerialCase
{
    private const string Name = "gateway-with-two-listeners-and-one-attached-route";

    protected override string Manifests => Objects(
        Gateway(Name, HttpListener("http-unattached", 8080, from: "All"), HttpListener("http", from: "All")),
        HttpRouteOn($"{{kind: Gateway, name: {Name}, sectionName: http}}", "http-route-4-port-8080", To(B1)));

    protected override Task RunAsync() => Status.GatewayListenersAsync(Name, Expected("http-unattached", 0), Expected("http", 1));

    private static ExpectedListener Expected(string name, int attached) => new(name, ["HTTPRoute"], attached, ("Accepted", "True", null), ("ResolvedRefs", "True", null));
}

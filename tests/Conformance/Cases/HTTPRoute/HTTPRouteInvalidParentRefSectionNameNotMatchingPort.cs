using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteParentRefPort)]
public sealed class HTTPRouteInvalidParentRefSectionNameNotMatchingPort : SerialCase
{
    private const string Name = "httproute-listener-section-name-not-matching-port";
    private const string GatewayName = "gateway-with-one-not-matching-port-and-section-name-route";

    protected override string Manifests => Objects(
        Gateway(GatewayName, HttpListener("http", from: "All")),
        HttpRouteOn($"{{name: {GatewayName}, sectionName: http, port: 81}}", Name, To(B1)));

    protected override async Task RunAsync()
    {
        await Status.RouteConditionAsync("HTTPRoute", Name, GatewayName, "Accepted", "False", "NoMatchingParent");
        await Status.NoAcceptedParentsAsync("HTTPRoute", Name);
        await Status.ZeroRoutesAsync(GatewayName);
    }
}

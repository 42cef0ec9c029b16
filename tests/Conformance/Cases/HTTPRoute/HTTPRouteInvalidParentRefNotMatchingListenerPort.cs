using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteDestinationPortMatching)]
public sealed class HTTPRouteInvalidParentRefNotMatchingListenerPort : SerialCase
{
    private const string Name = "httproute-listener-not-matching-route-port";

    protected override string Manifests => HttpRouteOn("{name: same-namespace, port: 81}", Name, To(B1));

    protected override async Task RunAsync()
    {
        await Status.RouteConditionAsync("HTTPRoute", Name, "same-namespace", "ResolvedRefs", "True", "ResolvedRefs");
        await Status.RouteConditionAsync("HTTPRoute", Name, "same-namespace", "Accepted", "False", "NoMatchingParent");
        await Status.NoAcceptedParentsAsync("HTTPRoute", Name);
        await Status.ZeroRoutesAsync("same-namespace");
    }
}

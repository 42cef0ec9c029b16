using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteInvalidParentRefNotMatchingSectionName : SerialCase
{
    private const string Name = "httproute-listener-not-matching-section-name";

    protected override string Manifests => HttpRouteOn("{name: same-namespace, port: 80, sectionName: http1}", Name, To(B1));

    protected override async Task RunAsync()
    {
        await Status.RouteConditionAsync("HTTPRoute", Name, "same-namespace", "Accepted", "False", "NoMatchingParent");
        await Status.NoAcceptedParentsAsync("HTTPRoute", Name);
        await Status.ZeroRoutesAsync("same-namespace");
    }
}

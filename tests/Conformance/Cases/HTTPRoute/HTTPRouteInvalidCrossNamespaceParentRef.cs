using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteInvalidCrossNamespaceParentRef : SerialCase
{
    protected override string Manifests => Route("HTTPRoute", "invalid-cross-namespace-parent-ref", $"{{name: same-namespace, namespace: {Infra}}}", Rules(To("web-backend")), WebBackend);

    protected override async Task RunAsync()
    {
        await Status.RouteConditionAsync("HTTPRoute", "invalid-cross-namespace-parent-ref", "same-namespace", "ResolvedRefs", "True", "ResolvedRefs", WebBackend);
        await Status.RouteConditionAsync("HTTPRoute", "invalid-cross-namespace-parent-ref", "same-namespace", "Accepted", "False", "NotAllowedByListeners", WebBackend);
        await Status.NoAcceptedParentsAsync("HTTPRoute", "invalid-cross-namespace-parent-ref", WebBackend);
        await Status.ZeroRoutesAsync("same-namespace");
    }
}

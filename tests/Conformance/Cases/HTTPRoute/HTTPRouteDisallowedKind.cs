using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.TLSRoute)]
public sealed class HTTPRouteDisallowedKind : SerialCase
{
    protected override string Manifests => Objects(
        Gateway("tlsroutes-only", "name: tls, port: 443, protocol: TLS, tls: {mode: Passthrough}, allowedRoutes: {namespaces: {from: Same}, kinds: [{kind: TLSRoute}]}"),
        HttpRouteOn("{name: tlsroutes-only}", "disallowed-kind", To(B1)));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.RouteConditionAsync("HTTPRoute", "disallowed-kind", "tlsroutes-only", "ResolvedRefs", "True", "ResolvedRefs");
        await Status.RouteConditionAsync("HTTPRoute", "disallowed-kind", "tlsroutes-only", "Accepted", "False", "NotAllowedByListeners");
        await Status.NoAcceptedParentsAsync("HTTPRoute", "disallowed-kind");
        await Status.ZeroRoutesAsync("tlsroutes-only");
    }
}

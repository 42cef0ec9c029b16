using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteSimpleSameNamespace : SerialCase
{
    protected override string Manifests => HttpRoute("gateway-conformance-infra-test", To(B1));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "gateway-conformance-infra-test");
        await http.ExpectAsync(new Exchange("/") { Backend = B1, Namespace = Infra });
    }
}

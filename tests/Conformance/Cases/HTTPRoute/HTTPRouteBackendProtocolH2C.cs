using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteBackendProtocolH2C)]
public sealed class HTTPRouteBackendProtocolH2C : SerialCase
{
    protected override string Manifests => HttpRoute("backend-protocol-h2c", Rule($"backendRefs: [{{name: {B1}, port: 8081}}]"));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "backend-protocol-h2c");
        await http.WithHttp2().ExpectAsync(("/", B1));
    }
}

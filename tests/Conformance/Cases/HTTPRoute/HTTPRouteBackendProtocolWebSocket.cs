using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteBackendProtocolWebSocket)]
public sealed class HTTPRouteBackendProtocolWebSocket : SerialCase
{
    protected override string Manifests => HttpRoute("backend-protocol-ws", Rule($"backendRefs: [{{name: {B1}, port: 8082}}]"));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "backend-protocol-ws");
        await WebSocketProbe.ExpectEchoAsync(http.Address, "Websocket Support!"u8.ToArray(), [1, 2, 3, 4, 5, 6, 7]);
    }
}

using System.Text.Json.Nodes;
using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRouteBackendRequestHeaderModification, Features.HTTPRoute)]
public sealed class HTTPRouteRequestHeaderModifierBackendWeights : SerialCase
{
    protected override string Manifests => HttpRoute("request-header-modifier-backend-weights", $"backendRefs: [{Named(B1)}, {Named(B2)}]");

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "request-header-modifier-backend-weights");
        await http.ExpectAsync(new Exchange("/") { Namespace = Infra });
        for (var i = 0; i < 100; i++)
        {
            var (status, _, echo) = await http.SendAsync(new Exchange("/"));
            Assert.Equal(200, status);
            var backend = (string?)Assert.Single((JsonArray)echo!["headers"]!["Backend"]!);
            Assert.StartsWith(backend!, (string?)echo["pod"], StringComparison.Ordinal);
        }
    }

    private static string Named(string backend) =>
        Backend(backend, $"weight: 10, filters: [{{type: RequestHeaderModifier, requestHeaderModifier: {{set: [{{name: Backend, value: {backend}}}]}}}}]");
}

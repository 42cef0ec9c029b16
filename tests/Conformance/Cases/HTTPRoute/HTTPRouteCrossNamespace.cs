using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteCrossNamespace : SerialCase
{
    protected override string Manifests => Route("HTTPRoute", "cross-namespace", $"{{name: backend-namespaces, namespace: {Infra}}}", Rules(To("web-backend")), WebBackend);

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("backend-namespaces", $"{WebBackend}/cross-namespace");
        await http.ExpectAsync(new Exchange("/") { Backend = "web-backend", Namespace = WebBackend });
    }
}

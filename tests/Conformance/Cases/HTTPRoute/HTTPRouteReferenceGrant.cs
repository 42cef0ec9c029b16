using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.ReferenceGrant)]
public sealed class HTTPRouteReferenceGrant : SerialCase
{
    protected override string Manifests => Objects(
        ReferenceGrant("reference-grant", WebBackend, "HTTPRoute", "Service", "web-backend"),
        HttpRoute("reference-grant", Rule($"backendRefs: [{Backend("web-backend", $"namespace: {WebBackend}")}]")));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "reference-grant");
        await http.ExpectAsync(new Exchange("/") { Backend = "web-backend", Namespace = WebBackend });
        await Objects.DeleteAsync($"{ApiObjects.PathOf("ReferenceGrant", WebBackend)}/reference-grant");
        await http.ExpectAsync(("/", "500"));
    }
}

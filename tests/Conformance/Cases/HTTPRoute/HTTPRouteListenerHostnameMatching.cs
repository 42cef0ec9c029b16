using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteListenerHostnameMatching : SerialCase
{
    private const string Name = "httproute-listener-hostname-matching";

    protected override string Manifests => Objects(
        Gateway(Name, HttpListener("listener-1", hostname: "bar.com"), HttpListener("listener-2", hostname: "foo.bar.com"), HttpListener("listener-3", hostname: "*.bar.com"), HttpListener("listener-4", hostname: "*.foo.com")),
        HttpRouteOn($"{{name: {Name}, sectionName: listener-1}}", "backend-v1", To(B1)),
        HttpRouteOn($"{{name: {Name}, sectionName: listener-2}}", "backend-v2", To(B2)),
        HttpRouteOn($"{{name: {Name}, sectionName: listener-3}}, {{name: {Name}, sectionName: listener-4}}", "backend-v3", To(B3)));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var http = await AcceptedAsync(Name, "backend-v1", "backend-v2", "backend-v3");
        foreach (var (host, target) in new[]
        {
            ("bar.com", B1), ("foo.bar.com", B2), ("baz.bar.com", B3), ("boo.bar.com", B3), ("multiple.prefixes.bar.com", B3),
            ("multiple.prefixes.foo.com", B3), ("foo.com", "404"), ("no.matching.host", "404"),
        })
        {
            await http.ExpectForHostAsync(host, ("/", target));
        }
    }
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteParentRefPort)]
public sealed class HTTPRouteListenerPortMatching : SerialCase
{
    private const string Name = "httproute-listener-port-matching";

    protected override string Manifests => Objects(
        Gateway(
            Name, HttpListener("listener-1", 80, "foo.com"), HttpListener("listener-2", 8080, "foo.com"), HttpListener("listener-3", 8080, "bar.com"),
            HttpListener("listener-4", 8090, "foo.com"), HttpListener("listener-5", 8090, "bar.com")),
        HttpRouteOn($"{{name: {Name}, port: 80}}", "backend-v1", To(B1)),
        HttpRouteOn($"{{name: {Name}, port: 8080}}", "backend-v2", To(B2)),
        HttpRouteOn($"{{name: {Name}, port: 8090, sectionName: listener-4}}", "backend-v3", To(B3)));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var http = await AcceptedAsync(Name, "backend-v1", "backend-v2", "backend-v3");
        await http.OnPort(80).ExpectForHostAsync("foo.com", ("/", B1));
        await http.OnPort(8080).ExpectForHostAsync("foo.com:8080", ("/", B2));
        await http.OnPort(8080).ExpectForHostAsync("bar.com:8080", ("/", B2));
        await http.OnPort(8090).ExpectForHostAsync("foo.com:8090", ("/", B3));
        await http.OnPort(8090).ExpectForHostAsync("bar.com:8090", ("/", "404"));
    }
}

using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway, Features.GatewayHTTPListenerIsolation, Features.HTTPRoute)]
public sealed class GatewayHTTPListenerIsolation : ParallelCase
{
    private const string Plain = "http-listener-isolation";
    private const string Intersecting = "http-listener-isolation-with-hostname-intersection";
    private static readonly (string Name, string? Hostname, string Host)[] Listeners =
    [
        ("empty-hostname", null, "bar.com"),
        ("wildcard-example-com", "*.example.com", "bar.example.com"),
        ("wildcard-foo-example-com", "*.foo.example.com", "bar.foo.example.com"),
        ("abc-foo-example-com", "abc.foo.example.com", "abc.foo.example.com"),
    ];

    protected override string Manifests => Objects(
    [
        Isolated(Plain),
        Isolated(Intersecting),
        .. Listeners.Select(listener => HttpRouteOn($"{{name: {Plain}, sectionName: {listener.Name}}}", $"attaches-to-{listener.Name}", To(B1, Prefix($"/{listener.Name}")))),
        .. Listeners.Select(listener => HttpRouteFor(
            "bar.com, \"*.example.com\", \"*.foo.example.com\", abc.foo.example.com", $"{{name: {Intersecting}, sectionName: {listener.Name}}}",
            $"attaches-to-{listener.Name}-with-hostname-intersection", To(B1, Prefix($"/{listener.Name}")))),
    ]);

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        foreach (var (gateway, suffix) in new[] { (Plain, ""), (Intersecting, "-with-hostname-intersection") })
        {
            var http = await AcceptedAsync(gateway, [.. Listeners.Select(listener => $"attaches-to-{listener.Name}{suffix}")]);
            foreach (var own in Listeners)
            {
                await http.ExpectForHostAsync(own.Host, [.. Listeners.Select(listener => ($"/{listener.Name}", listener == own ? B1 : "404"))]);
            }
        }
    }

    private static string Isolated(string name) => Gateway(name, [.. Listeners.Select(listener => HttpListener(listener.Name, 80, listener.Hostname, "All"))]);
}

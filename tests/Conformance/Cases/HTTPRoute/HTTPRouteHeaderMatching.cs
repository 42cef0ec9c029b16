using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteHeaderMatching : SerialCase
{
    protected override string Manifests => HttpRoute(
        "header-matching",
        To(B1, Headers(("version", "one"))),
        To(B2, Headers(("version", "two"))),
        To(B1, Headers(("version", "two"), ("color", "orange"))),
        To(B1, Headers(("color", "blue")), Headers(("color", "green"))),
        To(B2, Headers(("color", "red")), Headers(("color", "yellow"))));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "header-matching");
        await http.ExpectAsync(
            With(B1, ("Version", "one")), With(B2, ("Version", "two")), With(B1, ("Version", "two"), ("Color", "orange")),
            With(B2, ("Version", "two"), ("Color", "blue")), With(B1, ("Color", "blue")), With(B1, ("Color", "green")),
            With(B2, ("Color", "red")), With(B2, ("Color", "yellow")),
            With(null, ("Color", "orange")), With(null, ("Some-Other-Header", "one")), With(null, ("Color", "purple")));
    }

    private static Exchange With(string? backend, params (string Name, string Value)[] headers) => new("/")
    {
        Backend = backend,
        Status = [backend is null ? 404 : 200],
        Headers = headers.ToDictionary(header => header.Name, header => header.Value),
    };
}

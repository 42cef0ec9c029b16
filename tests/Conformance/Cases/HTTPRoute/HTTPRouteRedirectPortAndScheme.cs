using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRoutePortRedirect, Features.GatewayPort8080)]
public sealed class HTTPRouteRedirectPortAndScheme : SerialCase
{
    protected override string Manifests => Objects(
        Gateway("same-namespace-with-http-listener-on-8080", HttpListener("http", 8080)),
        HttpRouteOn(
            "{name: same-namespace}", "http-route-for-listener-on-port-80",
            Case("nil", "nil"), Case("nil", "80"), Case("nil", "8080"), Case("https", "nil"), Case("https", "443"), Case("https", "8443")),
        HttpRouteOn("{name: same-namespace-with-http-listener-on-8080}", "http-route-for-listener-on-port-8080", Case("nil", "nil"), Case("nil", "80"), Case("https", "nil")),
        HttpRouteOn(
            "{name: same-namespace-with-https-listener}", "http-route-for-listener-on-port-443",
            Case("nil", "nil"), Case("nil", "443"), Case("nil", "8443"), Case("http", "nil"), Case("http", "80"), Case("http", "8080")));

    protected override async Task RunAsync()
    {
        var on80 = await AcceptedAsync("same-namespace", "http-route-for-listener-on-port-80");
        await on80.ExpectAsync(
            Goes("nil", "nil", "http"), Goes("nil", "80", "http"), Goes("nil", "8080", "http", 8080),
            Goes("https", "nil", "https"), Goes("https", "443", "https"), Goes("https", "8443", "https", 8443));
        var on8080 = await AcceptedAsync("same-namespace-with-http-listener-on-8080", "http-route-for-listener-on-port-8080");
        await on8080.ExpectAsync(Goes("nil", "nil", "http", 8080), Goes("nil", "80", "http"), Goes("https", "nil", "https"));
        var on443 = await AcceptedAsync("same-namespace-with-https-listener", "http-route-for-listener-on-port-443");
        await on443.WithTls(new("example.org", Cluster.Certificates.ValidityChecks.Certificate)).ExpectAsync(
            Goes("nil", "nil", "https"), Goes("nil", "443", "https"), Goes("nil", "8443", "https", 8443),
            Goes("http", "nil", "http"), Goes("http", "80", "http"), Goes("http", "8080", "http", 8080));
    }

    private static string Case(string scheme, string port) => Redirect(
        Path(scheme, port), "hostname: example.org" + (scheme == "nil" ? "" : $", scheme: {scheme}") + (port == "nil" ? "" : $", port: {port}"));

    private static Exchange Goes(string scheme, string port, string toScheme, int? toPort = null) =>
        new(Path(scheme, port)) { Status = [302], Redirect = new(toScheme, "example.org", toPort) };

    private static string Path(string scheme, string port) => $"/scheme-{scheme}-and-port-{port}";
}

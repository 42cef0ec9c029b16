using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteHTTPSListener : SerialCase
{
    protected override string Manifests => Objects(
        HttpRouteFor("example.org", "{name: same-namespace-with-https-listener}", "httproute-https-test", To(B1)),
        HttpRouteOn("{name: same-namespace-with-https-listener, sectionName: https-with-hostname}", "httproute-https-test-no-hostname", To(B2)));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace-with-https-listener", "httproute-https-test", "httproute-https-test-no-hostname");
        foreach (var (host, target) in new[] { ("example.org", B1), ("unknown-example.org", "404"), ("second-example.org", B2) })
        {
            await http.WithTls(new(host, Cluster.Certificates.ValidityChecks.Certificate)).ExpectAsync(("/", target));
        }
    }
}

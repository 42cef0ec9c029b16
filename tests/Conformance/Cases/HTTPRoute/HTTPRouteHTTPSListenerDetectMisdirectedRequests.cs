using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.GatewayHTTPSListenerDetectMisdirectedRequests, Features.HTTPRoute)]
public sealed class HTTPRouteHTTPSListenerDetectMisdirectedRequests : SerialCase
{
    private const string Path = "/detect-misdirected-requests";
    private const string Name = "https-listener-detect-misdirected-requests-test-";

    protected override string Manifests => Objects(
        HttpRouteFor("example.org", "{name: same-namespace-with-https-listener, sectionName: https}", Name + 1, To(B1, Prefix(Path))),
        HttpRouteOn("{name: same-namespace-with-https-listener, sectionName: https-with-hostname}", Name + 2, To(B2, Prefix(Path))),
        HttpRouteOn("{name: same-namespace-with-https-listener, sectionName: https-with-wildcard-hostname}", Name + 3, To(B3, Prefix(Path))),
        HttpRouteOn("{name: same-namespace-with-https-listener, sectionName: https-with-hostname-matching-wildcard}", Name + 4, To(B1, Prefix(Path))));

    protected override async Task RunAsync()
    {
        var http = (await AcceptedAsync("same-namespace-with-https-listener", Name + 1, Name + 2, Name + 3, Name + 4)).WithHttp2();
        (string ServerName, string Host, string Target)[] cases =
        [
            ("example.org", "example.org", B1),
            ("example.org", "second-example.org", "421"),
            ("example.org", "unknown-example.org", "404"),
            ("second-example.org", "second-example.org", B2),
            ("second-example.org", "example.org", "421"),
            ("second-example.org", "unknown-example.org", "421"),
            ("third-example.wildcard.org", "third-example.wildcard.org", B3),
            ("third-example.wildcard.org", "fith-example.wildcard.org", B3),
            ("third-example.wildcard.org", "fourth-example.wildcard.org", "421"),
            ("third-example.wildcard.org", "second-example.org", "421"),
            ("third-example.wildcard.org", "unknown-example.org", "421"),
            ("fourth-example.wildcard.org", "fourth-example.wildcard.org", B1),
            ("fourth-example.wildcard.org", "fith-example.wildcard.org", "421"),
            ("unknown-example.org", "example.org", B1),
            ("unknown-example.org", "unknown-example.org", "404"),
        ];
        foreach (var (serverName, host, target) in cases)
        {
            await http.WithTls(new(serverName, Cluster.Certificates.ValidityChecks.Certificate)).ExpectForHostAsync(host, (Path, target));
        }
    }
}

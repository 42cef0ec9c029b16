using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.TLSRoutes;

[ConformanceTest(Features.Gateway, Features.TLSRoute)]
public sealed class TLSRouteHostnameIntersection : SerialCase
{
    private const string Exact1 = "gw-tlsroute-exact-hostname-x-1";
    private const string MoreSpecific2 = "gw-tlsroute-more-specific-wc-hostname-x-2";
    private const string LessSpecific3 = "gw-tlsroute-less-specific-wc-hostname-x-3";
    private const string Empty4 = "gw-tlsroute-empty-hostname-x-4";

    protected override string Manifests => Objects(
        Gateway(Exact1, TlsListener("listener-exact-hostname", 443, "abc.example.com")),
        Gateway(MoreSpecific2, TlsListener("listener-more-specific-wc-hostname", 443, "*.example.com")),
        Gateway(LessSpecific3, TlsListener("listener-less-specific-wc-hostname", 443, "*.com")),
        Gateway(Empty4, TlsListener("listener-empty-hostname", 443, null)),
        To(Exact1, "tlsroute-more-specific-wc-hostname-x-1", "*.example.com", "tls-backend"),
        To(MoreSpecific2, "tlsroute-exact-hostname-x-2", "abc.example.com", "tls-backend"),
        To(MoreSpecific2, "tlsroute-less-specific-wc-hostname-x-2", "*.com", "tls-backend-2"),
        To(LessSpecific3, "tlsroute-exact-hostname-x-3", "abc.example.com", "tls-backend"),
        To(LessSpecific3, "tlsroute-more-specific-wc-hostname-x-3", "*.example.com", "tls-backend-2"),
        To(Empty4, "tlsroute-exact-hostname-x-4", "abc.example.com", "tls-backend"),
        To(Empty4, "tlsroute-less-specific-wc-hostname-x-4", "*.com", "tls-backend-2"));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await ExpectAsync(Exact1, ["tlsroute-more-specific-wc-hostname-x-1"], "non.matching.com", ("abc.example.com", "tls-backend"));
        await ExpectAsync(MoreSpecific2, ["tlsroute-exact-hostname-x-2", "tlsroute-less-specific-wc-hostname-x-2"], "non.matching.com", ("abc.example.com", "tls-backend"), ("other.example.com", "tls-backend-2"));
        await ExpectAsync(LessSpecific3, ["tlsroute-exact-hostname-x-3", "tlsroute-more-specific-wc-hostname-x-3"], "non.matching.com", ("abc.example.com", "tls-backend"), ("other.example.com", "tls-backend-2"));
        await ExpectAsync(Empty4, ["tlsroute-exact-hostname-x-4", "tlsroute-less-specific-wc-hostname-x-4"], "non.matching.org", ("abc.example.com", "tls-backend"), ("other.example.com", "tls-backend-2"));
    }

    private static string To(string gateway, string route, string hostname, string backend) =>
        StreamRoute("TLSRoute", route, $"{{name: {gateway}, namespace: {Infra}}}", $"{{name: {backend}, port: 443}}", $"\"{hostname}\"");

    private async Task ExpectAsync(string gateway, string[] routes, string rejected, params (string Host, string Backend)[] served)
    {
        var address = await Status.GatewayAndRoutesAcceptedAsync(gateway, "TLSRoute", resolved: true, routes);
        foreach (var (host, backend) in served)
        {
            // A pod's name starts with its Deployment's, and tls-backend starts tls-backend-2: the dash and hash tell them apart.
            await new HttpProbe(address).WithTls(new(host, Cluster.Certificates.TlsChecks.Certificate)).ExpectAsync(Exchange.To("/", backend + "-"));
        }

        await new TcpProbe(address).RejectedAsync(rejected);
    }
}

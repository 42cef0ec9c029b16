using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.GatewayFrontendClientCertificateValidation)]
public sealed class GatewayFrontendClientCertificateValidation : ParallelCase
{
    private const string Name = "client-validation-default";

    protected override string Manifests => Objects(
        GatewayWith(Name, ClientValidation(""), HttpsListener("https"), HttpsListener("https-with-hostname", 8443, "second-example.org")),
        HttpRouteFor("example.org", $"{{name: {Name}}}", "client-certificate-validation-https-test", To(B1)),
        HttpRouteOn($"{{name: {Name}, sectionName: https-with-hostname}}", "client-certificate-validation-https-test-no-hostname", To(B2)));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync(Name, "client-certificate-validation-https-test", "client-certificate-validation-https-test-no-hostname");
        var certificates = Cluster.Certificates;
        var trusted = certificates.ValidityChecks.Certificate;
        var own = certificates.ClientCertificate.WithKey();
        var perPort = certificates.PerPortClientCertificate.WithKey();
        await http.OnPort(443).WithTls(new("example.org", trusted, own)).ExpectAsync(("/", B1));
        await http.OnPort(443).WithTls(new("example.org", trusted, perPort)).TlsMustFailAsync(new Exchange("/"));
        await http.OnPort(8443).WithTls(new("second-example.org", trusted, perPort)).ExpectAsync(("/", B2));
        await http.OnPort(8443).WithTls(new("second-example.org", trusted, own)).TlsMustFailAsync(new Exchange("/"));
    }
}

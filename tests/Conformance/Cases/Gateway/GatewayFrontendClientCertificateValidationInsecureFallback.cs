using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.GatewayFrontendClientCertificateValidation, Features.GatewayFrontendClientCertificateValidationInsecureFallback)]
public sealed class GatewayFrontendClientCertificateValidationInsecureFallback : ParallelCase
{
    private const string Name = "client-validation-insecure-fallback";

    protected override string Manifests => Objects(
        GatewayWith(Name, ClientValidation("mode: AllowInsecureFallback, "), HttpsListener("https"), HttpsListener("https-with-hostname", 8443, "second-example.org")),
        HttpRouteFor("example.org", $"{{name: {Name}}}", "client-cert-validation-insecure-fallback-test", To(B1)),
        HttpRouteOn($"{{name: {Name}, sectionName: https-with-hostname}}", "client-cert-validation-insecure-fallback-test-no-hostname", To(B2)));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync(Name, "client-cert-validation-insecure-fallback-test", "client-cert-validation-insecure-fallback-test-no-hostname");
        await Status.ConditionAsync("Gateway", Name, Infra, "InsecureFrontendValidationMode", "True", "ConfigurationChanged");
        var certificates = Cluster.Certificates;
        var trusted = certificates.ValidityChecks.Certificate;
        foreach (var client in new[] { certificates.ClientCertificate.WithKey(), certificates.PerPortClientCertificate.WithKey(), null })
        {
            await http.OnPort(443).WithTls(new("example.org", trusted, client)).ExpectAsync(("/", B1));
            await http.OnPort(8443).WithTls(new("second-example.org", trusted, client)).ExpectAsync(("/", B2));
        }
    }
}

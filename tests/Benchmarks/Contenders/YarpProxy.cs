using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace Sluice.Benchmarks.Contenders;

/// <summary>YARP as its own template sets it up: one route, one cluster.</summary>
internal static class YarpProxy
{
    public static async Task RunAsync(IPEndPoint address, string upstream, string? certificate = null, string? key = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(address, listen =>
        {
            if (certificate is not null)
            {
                // By way of PKCS#12, because a key that is read from PEM is not kept with its certificate.
                using var read = X509Certificate2.CreateFromPemFile(certificate, key);
                listen.UseHttps(X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null));
            }
        }));
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "upstream", Match = new RouteMatch { Path = "{**rest}" } }],
            [new ClusterConfig { ClusterId = "upstream", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = $"http://{upstream}/" } } }]);
        var application = builder.Build();
        application.MapReverseProxy();
        await application.RunAsync();
    }
}

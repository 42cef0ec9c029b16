using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Sluice.Routing.Model;

namespace Sluice.Proxy.Tests.Support;

/// <summary>A real HTTP server behind the proxy.</summary>
internal sealed class KestrelBackend : IAsyncDisposable
{
    private readonly WebApplication _application;

    private readonly Seen _seen;

    private KestrelBackend(WebApplication application, IPEndPoint endPoint, Seen seen)
    {
        _seen = seen;
        _application = application;
        EndPoint = endPoint;
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>SNI of the last TLS connection.</summary>
    public string? ServerName => _seen.ServerName;

    public static async Task<KestrelBackend> StartAsync(
        RequestDelegate handle, HttpProtocols protocols = HttpProtocols.Http1, CertificateConfig? certificate = null, bool asksForClientCertificate = false)
    {
        var seen = new Seen();
        var loaded = certificate is null ? null : TestCertificates.Load(certificate);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            if (certificate is not null)
            {
                listen.UseHttps(https =>
                {
                    https.ServerCertificateSelector = (_, name) =>
                    {
                        seen.ServerName = name;
                        return loaded;
                    };
                    https.ClientCertificateMode = asksForClientCertificate ? ClientCertificateMode.AllowCertificate : ClientCertificateMode.NoCertificate;
                    https.ClientCertificateValidation = (_, _, _) => true;
                });
            }
        }));
        var application = builder.Build();
        application.UseWebSockets();
        application.Run(handle);
        await application.StartAsync();
        var address = new Uri(application.Urls.Single());
        return new KestrelBackend(application, new IPEndPoint(IPAddress.Loopback, address.Port), seen);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private sealed class Seen
    {
        public string? ServerName { get; set; }
    }
}

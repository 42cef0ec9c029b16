using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sluice.Distribution.Server;

/// <summary>Listens for proxies: HTTP/2 over TLS and nothing else.</summary>
public sealed class ConfigStreamServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ConfigStreamServer(WebApplication app, IPEndPoint endPoint)
    {
        _app = app;
        EndPoint = endPoint;
    }

    /// <summary>The address bound, with the real port where 0 was asked for.</summary>
    public IPEndPoint EndPoint { get; }

    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async Task<ConfigStreamServer> StartAsync(ConfigPublisher publisher, ConfigStreamServerOptions options, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.Loggers);
        builder.Services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        builder.Services.AddSingleton(publisher);
        builder.Services.AddSingleton(options);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = ConfigStreamDefaults.MaxMessageBytes;
            grpc.MaxSendMessageSize = ConfigStreamDefaults.MaxMessageBytes;
        });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.KeepAlivePingDelay = ConfigStreamDefaults.KeepAliveInterval;
            kestrel.Limits.Http2.KeepAlivePingTimeout = ConfigStreamDefaults.KeepAliveTimeout;
            // Receipts are small and rare; a stream that is silent for long is healthy.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(options.EndPoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificateSelector = (_, _) => options.Certificate() });
            });
        });

        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<ConfigStreamService>();
        await app.StartAsync(cancellationToken);

        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new ConfigStreamServer(app, new IPEndPoint(options.EndPoint.Address, new Uri(address).Port));
    }

    /// <summary>Stops accepting and cuts what is open; proxies go on with what they hold.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}

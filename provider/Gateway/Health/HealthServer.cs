using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Sluice.Gateway.Health;

/// <summary>
/// Health, metrics and debug pages over plain HTTP: Kestrel without host, container and routing, none of which a dozen fixed paths need.
/// Debug pages are answered on loopback only, as a port-forward arrives.
/// </summary>
internal sealed class HealthServer : IAsyncDisposable
{
    private const string DebugPrefix = "/debug";

    private readonly KestrelServer _server;

    private HealthServer(KestrelServer server) => _server = server;

    /// <exception cref="IOException">The port cannot be bound.</exception>
    public static async Task<HealthServer> StartAsync(
        IPEndPoint endPoint, IReadOnlyDictionary<string, Func<string, HealthPage>> pages, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = 64;
        options.Limits.MaxRequestBodySize = 0;
        options.Listen(endPoint, listen => listen.Protocols = HttpProtocols.Http1);

        var transport = new SocketTransportFactory(Microsoft.Extensions.Options.Options.Create(new SocketTransportOptions()), loggers);
        var server = new KestrelServer(Microsoft.Extensions.Options.Options.Create(options), transport, loggers);
        await server.StartAsync(new Application(pages), cancellationToken);
        return new HealthServer(server);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _server.StopAsync(now.Token);
        _server.Dispose();
    }

    private sealed class Application(IReadOnlyDictionary<string, Func<string, HealthPage>> pages) : IHttpApplication<IFeatureCollection>
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public void DisposeContext(IFeatureCollection context, Exception? exception)
        {
        }

        public async Task ProcessRequestAsync(IFeatureCollection context)
        {
            var request = context.GetRequiredFeature<IHttpRequestFeature>();
            var page = Answer(request, context.Get<IHttpConnectionFeature>()?.RemoteIpAddress);
            var response = context.GetRequiredFeature<IHttpResponseFeature>();
            var body = Encoding.UTF8.GetBytes(page.Body);
            response.StatusCode = page.Status;
            response.Headers.ContentType = page.ContentType;
            response.Headers.ContentLength = body.Length;
            response.Headers.CacheControl = "no-store";
            var output = context.GetRequiredFeature<IHttpResponseBodyFeature>();
            await output.StartAsync();
            if (request.Method != "HEAD")
            {
                await output.Stream.WriteAsync(body);
            }

            await output.CompleteAsync();
        }

        private HealthPage Answer(IHttpRequestFeature request, IPAddress? client)
        {
            if (request.Method is not ("GET" or "HEAD"))
            {
                return HealthPage.Text(405, "GET only\n");
            }

            if (!pages.TryGetValue(request.Path, out var page) || (IsDebug(request.Path) && !(client is not null && IPAddress.IsLoopback(client))))
            {
                return HealthPage.Text(404, "not found\n");
            }

            return page(request.QueryString);
        }

        private static bool IsDebug(string path) => path.StartsWith(DebugPrefix, StringComparison.Ordinal);
    }
}

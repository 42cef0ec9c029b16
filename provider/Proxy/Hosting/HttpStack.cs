using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sluice.Proxy.Connections;
using Yarp.ReverseProxy.Forwarder;

namespace Sluice.Proxy.Hosting;

/// <summary>
/// The full HTTP stack: Kestrel's protocol engines and YARP's forwarder, for HTTP/2, gRPC and whatever the HTTP/1.1 engine leaves to
/// it. Started once; it knows nothing of listeners.
/// </summary>
internal sealed class HttpStack : IAsyncDisposable
{
    private readonly HandoverListenerFactory _transport = new();
    private readonly ServiceProvider _services;
    private readonly KestrelServer _server;
    private readonly FullStackApplication _application;
    private long _nextId;

    public HttpStack(ProxyRuntime runtime, ILoggerFactory loggers)
    {
        _services = new ServiceCollection()
            .AddSingleton(loggers)
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddHttpForwarder()
            .BuildServiceProvider();
        var limits = runtime.Limits;
        var options = new KestrelServerOptions { ApplicationServices = _services, AddServerHeader = false, AllowAlternateSchemes = true };
        options.Limits.MaxRequestBodySize = limits.BodyBytes;
        options.Limits.MaxRequestHeadersTotalSize = limits.HeadBytes;
        options.Limits.MaxRequestHeaderCount = limits.HeaderCount;
        options.Limits.MaxRequestLineSize = Math.Min(limits.HeadBytes, limits.TargetBytes + 64);
        options.Limits.KeepAliveTimeout = limits.IdleTimeout;
        options.Limits.RequestHeadersTimeout = limits.HeadTimeout;
        options.Limits.Http2.MaxRequestHeaderFieldSize = limits.HeadBytes;
        options.Limits.Http2.InitialConnectionWindowSize = 1024 * 1024;
        options.Limits.Http2.InitialStreamWindowSize = 768 * 1024;

        // A gRPC stream may be silent for as long as it likes; slow bodies of the HTTP/1.1 engine have their own limit.
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        options.AllowSynchronousIO = false;
        options.Listen(HandoverListenerFactory.Http1, listen => listen.Protocols = HttpProtocols.Http1);
        options.Listen(HandoverListenerFactory.Http2, listen => listen.Protocols = HttpProtocols.Http2);
        _server = new KestrelServer(Options.Create(options), _transport, loggers);
        _application = new FullStackApplication(runtime, _services.GetRequiredService<IHttpForwarder>());
    }

    public Task StartAsync(CancellationToken cancellationToken) => _server.StartAsync(new HttpApplication(_application), cancellationToken);

    /// <summary>Serves a connection to its end.</summary>
    public async Task RunAsync(ClientConnection client, ReadOnlyMemory<byte> received, bool isHttp2)
    {
        client.Disarm();
        var id = Interlocked.Increment(ref _nextId).ToString("x", CultureInfo.InvariantCulture);
        var connection = new HandoverConnection(client, received, id);
        client.Engine = new Engine(client, connection, isHttp2);
        if (_transport.TryHandOver(connection, isHttp2))
        {
            await connection.Closed.ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync().ConfigureAwait(false);
        await _server.StopAsync(atOnce.Token).ConfigureAwait(false);
        _server.Dispose();
        _application.Dispose();
        await _services.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class Engine(ClientConnection client, HandoverConnection connection, bool isHttp2) : ConnectionEngine
    {
        private long _nextCheck = Environment.TickCount64 + 1000;

        public override void OnDeadline() => client.Abort();

        // While an HTTP/1.1 request is being served nobody reads, so nobody would notice that the client has gone.
        public override void OnSweep(long now)
        {
            if (isHttp2 || now < _nextCheck)
            {
                return;
            }

            _nextCheck = now + 1000;
            if (client.HasGone())
            {
                connection.NoteClientGone();
            }
        }

        public override void OnAbort() => connection.NoteClientGone();

        public override void OnDrain() => connection.RequestClose();
    }

    /// <summary>Kestrel without a host: no middleware, no services per request.</summary>
    private sealed class HttpApplication(FullStackApplication application) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => application.ServeAsync(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}

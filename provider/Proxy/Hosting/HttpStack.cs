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
/// it. It knows nothing of listeners. It starts with the first connection that needs it: most proxies of a machine with dozens of them
/// never do, and it costs each of them as much memory and CPU time as everything else together.
/// </summary>
internal sealed class HttpStack(ProxyRuntime runtime, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly Lock _starting = new();
    private Task<Server>? _server;
    private long _nextId;

    /// <summary>Serves a connection to its end.</summary>
    public async Task RunAsync(ClientConnection client, ReadOnlyMemory<byte> received, bool isHttp2)
    {
        client.Disarm();
        var server = await StartedAsync().ConfigureAwait(false);
        var id = Interlocked.Increment(ref _nextId).ToString("x", CultureInfo.InvariantCulture);
        var connection = new HandoverConnection(client, received, id);
        client.Engine = new Engine(client, connection, isHttp2);
        if (server.Transport.TryHandOver(connection, isHttp2))
        {
            await connection.Closed.ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<Server>? server;
        lock (_starting)
        {
            server = _server;
            _server = Task.FromException<Server>(new ObjectDisposedException(nameof(HttpStack)));
        }

        if (server is not null)
        {
            await (await server.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }

    private Task<Server> StartedAsync()
    {
        lock (_starting)
        {
            return _server ??= Task.Run(() => Server.StartAsync(runtime, loggers));
        }
    }

    private sealed class Server : IAsyncDisposable
    {
        private readonly ServiceProvider _services;
        private readonly KestrelServer _kestrel;
        private readonly FullStackApplication _application;

        private Server(ProxyRuntime runtime, ILoggerFactory loggers)
        {
            _services = new ServiceCollection()
                .AddSingleton(loggers)
                .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
                .AddHttpForwarder()
                .BuildServiceProvider();
            _kestrel = new KestrelServer(Options.Create(KestrelOptions(runtime.Limits)), Transport, loggers);
            _application = new FullStackApplication(runtime, _services.GetRequiredService<IHttpForwarder>());
        }

        public HandoverListenerFactory Transport { get; } = new();

        public static async Task<Server> StartAsync(ProxyRuntime runtime, ILoggerFactory loggers)
        {
            var server = new Server(runtime, loggers);
            await server._kestrel.StartAsync(new HttpApplication(server._application), CancellationToken.None).ConfigureAwait(false);
            return server;
        }

        public async ValueTask DisposeAsync()
        {
            using var atOnce = new CancellationTokenSource();
            await atOnce.CancelAsync().ConfigureAwait(false);
            await _kestrel.StopAsync(atOnce.Token).ConfigureAwait(false);
            _kestrel.Dispose();
            _application.Dispose();
            await _services.DisposeAsync().ConfigureAwait(false);
        }

        private KestrelServerOptions KestrelOptions(ProxyLimits limits)
        {
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
            return options;
        }
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

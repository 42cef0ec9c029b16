using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Sluice.Distribution.Client;
using Sluice.Distribution.Server;
using Sluice.Routing.Model;

namespace Sluice.Distribution.Tests;

/// <summary>A real stream on loopback: CA, serving certificate, token, server, and as many proxies as a test starts.</summary>
internal sealed class ConfigStreamFixture : IAsyncDisposable
{
    public const string Gateway = "infra/shared";

    /// <summary>When a test gives up waiting.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private const string ServerName = "sluice-control.sluice-system.svc";

    private readonly string _folder = Directory.CreateTempSubdirectory("sluice-stream-").FullName;
    private readonly X509Certificate2 _certificate;
    private readonly List<Proxy> _proxies = [];
    private ConfigStreamServer? _server;
    private int _port;

    private ConfigStreamFixture()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ca = new CertificateRequest("CN=test CA", key, HashAlgorithmName.SHA256);
        ca.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = ca.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddHours(1));
        File.WriteAllText(CaFile, root.ExportCertificatePem());

        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var leaf = new CertificateRequest("CN=control", leafKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(ServerName);
        leaf.CertificateExtensions.Add(names.Build());
        using var signed = leaf.Create(root, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(55), [1, 2, 3]);
        _certificate = signed.CopyWithPrivateKey(leafKey);
        File.WriteAllText(TokenFile, "good");
    }

    public ConfigPublisher Publisher { get; } = new(TimeProvider.System);

    public AuthorizeProxy Authorize { get; set; } = (credentials, _) => ValueTask.FromResult(
        credentials.BearerToken == "good" ? new ProxyAuthorization(ProxyVerdict.Allowed) : new ProxyAuthorization(ProxyVerdict.Unauthenticated, "Bad token."));

    public string CaFile => Path.Combine(_folder, "ca.crt");

    public string TokenFile => Path.Combine(_folder, "token");

    /// <summary>Where control listens.</summary>
    public IPEndPoint EndPoint => new(IPAddress.Loopback, _port);

    /// <summary>Control's serving certificate.</summary>
    public X509Certificate2 Certificate => _certificate;

    public string SnapshotFile => Path.Combine(_folder, "state", "snapshot.json");

    public static async Task<ConfigStreamFixture> StartAsync(long? epoch = 1)
    {
        var fixture = new ConfigStreamFixture();
        if (epoch is { } number)
        {
            fixture.Publisher.Lead(number);
        }

        await fixture.StartServerAsync();
        return fixture;
    }

    public async Task StartServerAsync()
    {
        _server = await ConfigStreamServer.StartAsync(
            Publisher,
            new ConfigStreamServerOptions
            {
                EndPoint = new IPEndPoint(IPAddress.Loopback, _port),
                Certificate = () => _certificate,
                Authorize = (credentials, cancellation) => Authorize(credentials, cancellation),
                Loggers = NullLoggerFactory.Instance,
                ChunkBytes = 4096,
            },
            CancellationToken.None);
        _port = _server.EndPoint.Port;
    }

    public async Task StopServerAsync()
    {
        await _server!.DisposeAsync();
        _server = null;
    }

    /// <param name="name">Of its pod.</param>
    /// <param name="gateway">Whose configuration it wants.</param>
    /// <param name="keep">Whether it keeps the last good snapshot on disk.</param>
    /// <param name="control">Where it finds control, asked at every attempt; the fixture's server if null.</param>
    public Proxy StartProxy(string name = "proxy-1", string gateway = Gateway, bool keep = false, Func<IPEndPoint>? control = null)
    {
        var proxy = new Proxy(new ConfigStreamClientOptions
        {
            Gateway = gateway,
            Proxy = name,
            Address = () => (control?.Invoke() ?? EndPoint).ToString(),
            ServerName = ServerName,
            CaFile = CaFile,
            TokenFile = TokenFile,
            SnapshotFile = keep ? SnapshotFile : null,
            MinBackoff = TimeSpan.FromMilliseconds(10),
            MaxBackoff = TimeSpan.FromMilliseconds(50),
        });
        _proxies.Add(proxy);
        return proxy;
    }

    /// <summary>Waits until the publisher's view of the proxies satisfies a condition; woken by its event, not by the clock.</summary>
    public async Task UntilAsync(Func<IReadOnlyList<ProxyState>, bool> condition, string gateway = Gateway)
    {
        using var changed = new SemaphoreSlim(0);
        void OnChanged(string which) => changed.Release();
        Publisher.Changed += OnChanged;
        try
        {
            while (!condition(Publisher.Proxies(gateway)))
            {
                Assert.True(await changed.WaitAsync(Limit), "The proxies did not get there within 20 seconds.");
            }
        }
        finally
        {
            Publisher.Changed -= OnChanged;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies)
        {
            await proxy.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A proxy that serves nothing but remembers what it was given.</summary>
    internal sealed class Proxy : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly SemaphoreSlim _news = new(0);
        private readonly Task _running;

        public Proxy(ConfigStreamClientOptions options)
        {
            Client = new ConfigStreamClient(options, ApplyAsync, NullLoggerFactory.Instance);
            _running = Client.RunAsync(_stop.Token);
        }

        public ConfigStreamClient Client { get; }

        public List<RoutingSnapshot> Applied { get; } = [];

        /// <summary>Set: what happens instead of applying.</summary>
        public Func<RoutingSnapshot, Task>? Behave { get; set; }

        public RoutingSnapshot? Current
        {
            get
            {
                lock (Applied)
                {
                    return Applied.LastOrDefault();
                }
            }
        }

        public async Task UntilAsync(Func<RoutingSnapshot, bool> condition)
        {
            while (Current is not { } current || !condition(current))
            {
                Assert.True(await _news.WaitAsync(Limit), "The snapshot did not arrive within 20 seconds.");
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (!_stop.IsCancellationRequested)
            {
                await _stop.CancelAsync();
                await _running;
            }
        }

        private async ValueTask ApplyAsync(RoutingSnapshot snapshot, CancellationToken cancellationToken)
        {
            if (Behave is { } behave)
            {
                await behave(snapshot);
            }

            lock (Applied)
            {
                Applied.Add(snapshot);
            }

            _news.Release();
        }
    }
}

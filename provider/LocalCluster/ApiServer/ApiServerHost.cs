using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sluice.LocalCluster.ApiServer.Access;
using Sluice.LocalCluster.ApiServer.Allocation;
using Sluice.LocalCluster.ApiServer.Bootstrap;
using Sluice.LocalCluster.ApiServer.Certificates;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Pods;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Storage;

namespace Sluice.LocalCluster.ApiServer;

/// <summary>
/// A Kubernetes API server in this process, for development and tests: the API, its rules and its access control, on https with a
/// certificate authority of its own.
/// </summary>
public sealed class ApiServerHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ObjectStore _store;
    private readonly CertificateAuthority _authority;
    private readonly ServiceAccountKey _key;
    private readonly SystemObjects _system;

    private ApiServerHost(WebApplication application, ObjectStore store, CertificateAuthority authority, ServiceAccountKey key, SystemObjects system, AdminAccess admin)
    {
        _application = application;
        _store = store;
        _authority = authority;
        _key = key;
        _system = system;
        Admin = admin;
    }

    /// <summary>Administrator's access; <see cref="AdminAccess.ToKubeconfig"/> makes a kubeconfig of it.</summary>
    public AdminAccess Admin { get; }

    /// <summary>Base address of the API.</summary>
    public Uri Server => Admin.Server;

    /// <summary>The objects behind the API: for the service proxy and for tests of this room.</summary>
    internal ObjectStore Store => _store;

    /// <summary>Whether an object has an address for which it was given: any pod, any Service but the server's own.</summary>
    internal bool HoldsAddresses => !_store.Snapshot("pods").Items.IsEmpty || _store.Snapshot("services").Items.Keys.Any(static k => k != SystemObjects.OwnService);

    /// <exception cref="IOException">The address is in use, or another server uses the state folder.</exception>
    public static async Task<ApiServerHost> StartAsync(ApiServerOptions options, CancellationToken cancellation = default)
    {
        if (options.StateFolder is { } folder)
        {
            SecretFiles.CreateFolder(folder);
        }

        var store = ObjectStore.Open(options.StateFolder is null ? null : Path.Combine(options.StateFolder, "objects"));
        CertificateAuthority? authority = null;
        ServiceAccountKey? key = null;
        WebApplication? application = null;
        try
        {
            authority = CertificateAuthority.Open(options.StateFolder, options.Time);
            key = ServiceAccountKey.Open(options.StateFolder);
            var cluster = new ClusterState
            {
                Store = store,
                Registry = new ResourceRegistry(BuiltInKinds.All),
                Services = new ServiceAllocator(options.ServiceAddresses),
                Time = options.Time,
            };
            var system = new SystemObjects(cluster, authority.Pem);
            system.Restore();
            application = Build(options, cluster, authority, key);
            await application.StartAsync(cancellation).ConfigureAwait(false);
            var server = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            system.Start(options.Address, server.Port);
            return new ApiServerHost(application, store, authority, key, system, Administrator(authority, server));
        }
        catch
        {
            if (application is not null)
            {
                await application.DisposeAsync().ConfigureAwait(false);
            }

            authority?.Dispose();
            key?.Dispose();
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static WebApplication Build(ApiServerOptions options, ClusterState cluster, CertificateAuthority authority, ServiceAccountKey key)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.Logging ?? NullLoggerFactory.Instance);
        builder.Services.AddLogging();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        var certificate = authority.IssueServer(
            [options.Address, IPAddress.Loopback, cluster.Services.KubernetesAddress],
            ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"]);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, certificate, authority));
        var application = builder.Build();
        var loggers = application.Services.GetRequiredService<ILoggerFactory>();
        var access = new AccessControl(new ServiceAccountTokens(cluster, key), new RbacAuthorizer(cluster));
        var subresources = new SubresourceEndpoints();
        new AccessReviews(cluster, access).Map(subresources);
        new ObjectSubresources(cluster).Map(subresources);
        new PodEndpoints(cluster, options.NodeAgent).Map(subresources);
        var dispatcher = new Dispatcher(cluster, access, subresources, loggers.CreateLogger<Dispatcher>());
        application.UseWebSockets();
        application.Run(dispatcher.HandleAsync);
        return application;
    }

    private static void Configure(KestrelServerOptions kestrel, ApiServerOptions options, X509Certificate2 certificate, CertificateAuthority authority)
    {
        kestrel.AddServerHeader = false;
        kestrel.ResponseHeaderEncodingSelector = static name => name == "Warning" ? Encoding.UTF8 : null;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
        kestrel.Listen(options.Address, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.ServerCertificateChain = [authority.Certificate];
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.ClientCertificateValidation = (client, _, errors) => errors != SslPolicyErrors.RemoteCertificateNotAvailable && authority.Trusts(client);
            });
        });
    }

    private static AdminAccess Administrator(CertificateAuthority authority, Uri server)
    {
        using var client = authority.IssueClient("kubernetes-admin", UserInfo.Masters);
        return new AdminAccess
        {
            Server = server,
            CertificateAuthorityPem = authority.Pem,
            ClientCertificatePem = client.ExportCertificatePem() + "\n",
            ClientKeyPem = CertificateAuthority.KeyPem(client),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync().ConfigureAwait(false);

        // Watches never end by themselves; they must not hold up the shutdown.
        _store.CloseAllWatches();
        using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _application.StopAsync(grace.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
        _authority.Dispose();
        _key.Dispose();
    }
}

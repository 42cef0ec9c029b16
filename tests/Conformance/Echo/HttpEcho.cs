using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Sluice.Conformance.Echo;

/// <summary>The ports of the HTTP and gRPC modes.</summary>
internal static class HttpEcho
{
    private const string ServerNameItem = "server-name";

    public static async Task RunAsync(EchoOptions options, Action<WebApplication, EchoOptions> map, CancellationToken stop)
    {
        var grpc = options.Has("GRPC_ECHO_SERVER");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Address, options.Port("HTTP_PORT", 3000), listen => listen.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1);
            if (!grpc)
            {
                kestrel.Listen(options.Address, options.Port("H2C_PORT", 3001), listen => listen.Protocols = HttpProtocols.Http2);
            }

            if (options is { CertificatePath: { } certificate, PrivateKeyPath: { } key })
            {
                kestrel.Listen(options.Address, options.Port("HTTPS_PORT", 8443), listen => UseTls(listen, options, X509Certificate2.CreateFromPemFile(certificate, key)));
            }
        });

        await using var app = builder.Build();
        map(app, options);
        await app.StartAsync(stop);
        await app.WaitForShutdownAsync(stop);
    }

    /// <summary>The name the client asked for; kept per connection because ASP.NET does not pass it on.</summary>
    public static string ServerName(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(ServerNameItem, out var name) == true ? name as string ?? "" : "";

    private static void UseTls(ListenOptions listen, EchoOptions options, X509Certificate2 certificate)
    {
        // SslStream on Linux needs the key in a store that survives the handshake.
        var serving = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(https =>
        {
            https.ServerCertificateSelector = (connection, name) =>
            {
                connection?.Items[ServerNameItem] = name;
                return serving;
            };
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
            if (options.ClientCaPath is { } path)
            {
                var authorities = new X509Certificate2Collection();
                authorities.ImportFromPemFile(path);
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.ClientCertificateValidation = (client, _, _) => IsSignedBy(client, authorities);
            }
        });
    }

    private static bool IsSignedBy(X509Certificate2 client, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(client);
    }
}

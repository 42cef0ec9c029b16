using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.EndToEnd.Tests;

/// <summary>A client that connects to one address whatever the URL says, as curl does with --resolve, and trusts one authority.</summary>
internal static class PinnedClient
{
    /// <param name="address">Where it connects to.</param>
    /// <param name="authorityPath">The PEM file of the authority it trusts; null trusts nobody.</param>
    public static HttpClient Create(IPEndPoint address, string? authorityPath)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        if (authorityPath is not null)
        {
            policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(File.ReadAllText(authorityPath)));
        }

        return new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(address, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        });
    }
}

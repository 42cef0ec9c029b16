using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Sluice.Distribution.Protocol;

namespace Sluice.Distribution.Client;

/// <summary>
/// One connection to control. Never reused for a second attempt: behind a Service a new connection is the only way to reach another
/// replica, and CA, address and token may have changed.
/// </summary>
internal sealed class ConfigStreamConnection : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    private readonly SocketsHttpHandler _handler;
    private readonly GrpcChannel _channel;
    private readonly X509Certificate2Collection _roots;

    private ConfigStreamConnection(SocketsHttpHandler handler, GrpcChannel channel, X509Certificate2Collection roots, AsyncDuplexStreamingCall<ProxyMessage, Update> call)
    {
        _handler = handler;
        _channel = channel;
        _roots = roots;
        Call = call;
    }

    public AsyncDuplexStreamingCall<ProxyMessage, Update> Call { get; }

    /// <exception cref="IOException">CA or token cannot be read, or the address is malformed.</exception>
    public static ConfigStreamConnection Open(ConfigStreamClientOptions options, CancellationToken cancellationToken)
    {
        var roots = ReadRoots(options.CaFile);
        var token = File.ReadAllText(options.TokenFile).Trim();
        var (host, port) = ParseAddress(options.Address());

        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectTimeout = ConnectTimeout,
            KeepAlivePingDelay = ConfigStreamDefaults.KeepAliveInterval,
            KeepAlivePingTimeout = ConfigStreamDefaults.KeepAliveTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            // No request may be answered by a stranger, whatever the address file says: own roots only, and the name of control.
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = options.ServerName,
                CertificateChainPolicy = ChainPolicy(roots),
            },
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(host, port, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        var channel = GrpcChannel.ForAddress($"https://{options.ServerName}:{port}", new GrpcChannelOptions
        {
            HttpHandler = handler,
            MaxReceiveMessageSize = ConfigStreamDefaults.MaxMessageBytes,
            MaxSendMessageSize = ConfigStreamDefaults.MaxMessageBytes,
        });
        var call = new ConfigStream.ConfigStreamClient(channel).Follow(
            new Metadata { { "authorization", $"Bearer {token}" } }, cancellationToken: cancellationToken);
        return new ConfigStreamConnection(handler, channel, roots, call);
    }

    public void Dispose()
    {
        Call.Dispose();
        _channel.Dispose();
        _handler.Dispose();
        foreach (var root in _roots)
        {
            root.Dispose();
        }
    }

    private static X509Certificate2Collection ReadRoots(string path)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(path);
        }
        catch (CryptographicException broken)
        {
            throw new InvalidDataException($"CA file {path} holds no readable PEM certificates: {broken.Message}", broken);
        }

        return roots.Count > 0 ? roots : throw new InvalidDataException($"CA file {path} holds no certificate.");
    }

    private static X509ChainPolicy ChainPolicy(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private static (string Host, int Port) ParseAddress(string address)
    {
        address = address.Trim();
        var colon = address.LastIndexOf(':');
        return colon > 0 && int.TryParse(address.AsSpan(colon + 1), out var port) && port is > 0 and < 65536
            ? (address[..colon].Trim('[', ']'), port)
            : throw new InvalidDataException($"Address of control is \"{address}\"; host:port is wanted.");
    }
}

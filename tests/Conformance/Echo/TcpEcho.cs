using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Sluice.Conformance.Echo;

/// <summary>The TCP mode: greets first, then answers PING, IS_TLS and TEST line by line, in clear text and over TLS.</summary>
internal static class TcpEcho
{
    public static async Task RunAsync(EchoOptions options, CancellationToken stop)
    {
        var tcpPort = options.Port("TCP_PORT", 3000);
        var tlsPort = options.Port("TLS_PORT", 8443);
        var servers = new List<Task> { ServeAsync(tcpPort, null) };
        if (options is { CertificatePath: { } certificate, PrivateKeyPath: { } key })
        {
            using var pem = X509Certificate2.CreateFromPemFile(certificate, key);
            servers.Add(ServeAsync(tlsPort, X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null)));
        }

        try
        {
            await Task.WhenAll(servers);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The pod is being ended.
        }

        async Task ServeAsync(int port, X509Certificate2? serverCertificate)
        {
            using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(options.Address, port));
            listener.Listen(512);
            while (true)
            {
                var socket = await listener.AcceptAsync(stop);
                _ = ConverseAsync(socket, serverCertificate, options, tcpPort, tlsPort);
            }
        }
    }

    private static async Task ConverseAsync(Socket socket, X509Certificate2? certificate, EchoOptions options, int tcpPort, int tlsPort)
    {
        try
        {
            socket.NoDelay = true;
            await using var network = new NetworkStream(socket, ownsSocket: true);
            if (certificate is null)
            {
                await ConverseAsync(network, null, options, tcpPort, tlsPort);
                return;
            }

            await using var tls = new SslStream(network);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            });
            await ConverseAsync(tls, tls, options, tcpPort, tlsPort);
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException or SocketException)
        {
            // The client went away or spoke something else.
        }
    }

    private static async Task ConverseAsync(Stream stream, SslStream? tls, EchoOptions options, int tcpPort, int tlsPort)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await writer.WriteLineAsync("Gateway API Test TCP Server");
        while (await reader.ReadLineAsync() is { } line)
        {
            await writer.WriteLineAsync(line switch
            {
                "PING" => "PONG",
                "IS_TLS" => tls is null ? "false" : "true",
                "TEST" => Describe(options, tls, tcpPort, tlsPort).ToJsonString(),
                _ => "UNKNOWN",
            });
        }
    }

    private static JsonObject Describe(EchoOptions options, SslStream? tls, int tcpPort, int tlsPort)
    {
        var description = new JsonObject
        {
            ["namespace"] = options.Namespace,
            ["ingress"] = options.Ingress,
            ["service"] = options.Service,
            ["pod"] = options.Pod,
            ["tcpport"] = tcpPort.ToString(CultureInfo.InvariantCulture),
            ["tlsport"] = tlsPort.ToString(CultureInfo.InvariantCulture),
            ["isTLS"] = tls is not null,
        };
        if (tls is not null)
        {
            description["tls"] = new JsonObject
            {
                ["version"] = tls.SslProtocol == SslProtocols.Tls13 ? "TLSv1.3" : "TLSv1.2",
                ["serverName"] = tls.TargetHostName,
                ["negotiatedProtocol"] = tls.NegotiatedApplicationProtocol.ToString(),
                ["cipherSuite"] = tls.NegotiatedCipherSuite.ToString(),
            };
        }

        return description;
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Sluice.Conformance.Tests.Suite;

namespace Sluice.Conformance.Tests.Checks;

/// <summary>The conversation with a TCP echo backend, in clear text or over TLS.</summary>
internal sealed class TcpProbe(string address)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ExchangeTimeout = TimeSpan.FromSeconds(10);

    public ProbeTls? Tls { get; init; }

    public TcpProbe OnPort(int port) => new($"{address[..address.LastIndexOf(':')]}:{port}") { Tls = Tls };

    /// <summary>A whole exchange within 30 s; connection errors are retried, an answer from a wrong backend fails for good.</summary>
    public async Task ExpectAsync(string backend, bool seesTls = false, string ns = BaseManifests.Infra)
    {
        string? problem = null;
        using var limit = new CancellationTokenSource(Limit);
        while (!limit.IsCancellationRequested)
        {
            try
            {
                var answer = await ExchangeAsync();
                Assert.Equal(seesTls, (bool)answer["isTLS"]!);
                Assert.Equal(ns, (string?)answer["namespace"]);
                Assert.StartsWith(backend + "-", (string?)answer["pod"], StringComparison.Ordinal);
                if (seesTls)
                {
                    Assert.Equal(Tls!.ServerName, (string?)answer["tls"]!["serverName"]);
                }

                return;
            }
            catch (Exception exception) when (IsTransport(exception))
            {
                problem = exception.Message;
                await Eventually.PauseAsync(Eventually.PollInterval * 3);
            }
        }

        Assert.Fail($"No TCP exchange at {address} within {Limit.TotalSeconds} s: {problem}");
    }

    /// <summary>One exchange on a connection of its own; gives the backend's description of itself.</summary>
    public async Task<JsonObject> ExchangeAsync()
    {
        using var timeout = new CancellationTokenSource(ExchangeTimeout);
        using var client = new TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(address), timeout.Token);
        Stream stream = client.GetStream();
        if (Tls is not null)
        {
            var tls = new SslStream(stream);
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = Tls.ServerName,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    CertificateChainPolicy = new X509ChainPolicy
                    {
                        TrustMode = X509ChainTrustMode.CustomRootTrust,
                        CustomTrustStore = { Tls.Trusted },
                        RevocationMode = X509RevocationMode.NoCheck,
                    },
                },
                timeout.Token);
            stream = tls;
        }

        await using (stream)
        {
            using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
            Assert.Equal("Gateway API Test TCP Server", await LineAsync());
            Assert.Equal("PONG", await AskAsync("PING"));
            var isTls = await AskAsync("IS_TLS");
            var answer = (JsonObject)JsonNode.Parse(await AskAsync("TEST"))!;
            Assert.Equal(isTls == "true", (bool)answer["isTLS"]!);
            return answer;

            async Task<string> AskAsync(string question)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(question + "\n"), timeout.Token);
                return await LineAsync();
            }

            async Task<string> LineAsync() => await reader.ReadLineAsync(timeout.Token) ?? throw new IOException("The connection was closed.");
        }
    }

    /// <summary>A ClientHello with this name is answered by FIN or RST and no TLS alert, within 30 s.</summary>
    public async Task RejectedAsync(string serverName)
    {
        var problem = "";
        using var limit = new CancellationTokenSource(Limit);
        while (!limit.IsCancellationRequested)
        {
            problem = await TryRejectedAsync(serverName);
            if (problem.Length == 0)
            {
                return;
            }

            await Eventually.PauseAsync(Eventually.PollInterval * 3);
        }

        Assert.Fail($"A connection to {address} for {serverName} was not rejected: {problem}");
    }

    private async Task<string> TryRejectedAsync(string serverName)
    {
        using var timeout = new CancellationTokenSource(ExchangeTimeout);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPEndPoint.Parse(address), timeout.Token);
        }
        catch (Exception exception) when (IsTransport(exception))
        {
            return exception.Message;
        }

        await using var recorded = new FirstByteStream(client.GetStream());
        await using var tls = new SslStream(recorded, leaveInnerStreamOpen: true);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = serverName }, timeout.Token);
            return "the handshake finished";
        }
        catch (OperationCanceledException)
        {
            return "the server neither answered nor closed the connection";
        }
        catch (Exception exception) when (IsTransport(exception))
        {
            return recorded.ReadAny ? "the server answered with bytes (an alert)" : "";
        }
    }

    private static bool IsTransport(Exception exception) =>
        exception is IOException or SocketException or OperationCanceledException or AuthenticationException;

    /// <summary>Notes whether the peer sent anything at all.</summary>
    private sealed class FirstByteStream(NetworkStream inner) : Stream
    {
        public bool ReadAny { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            ReadAny |= count > 0;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

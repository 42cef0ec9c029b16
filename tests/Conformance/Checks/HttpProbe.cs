using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace Sluice.Conformance.Tests.Checks;

/// <summary>TLS of a probe: the name to ask for, the certificates to trust, the one to present, for which the server must then ask.</summary>
internal sealed record ProbeTls(string ServerName, X509Certificate2 Trusted, X509Certificate2? Client = null)
{
    /// <summary>True once a server asked for <see cref="Client"/>.</summary>
    public bool WasAsked { get; set; }
}

/// <summary>
/// An HTTP client of one Gateway listener. Every request is a connection of its own, as in the official suite, which runs without keep-alive.
/// </summary>
internal sealed class HttpProbe(string address)
{
    private const int RequiredSuccesses = 3;
    private static readonly TimeSpan Consistency = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    public string Address { get; } = address;

    public ProbeTls? Tls { get; init; }

    public Version HttpVersion { get; init; } = System.Net.HttpVersion.Version11;

    /// <summary>The same Gateway on another port.</summary>
    public HttpProbe OnPort(int port) => new($"{Address[..Address.LastIndexOf(':')]}:{port}") { Tls = Tls, HttpVersion = HttpVersion };

    public HttpProbe WithTls(ProbeTls tls) => new(Address) { Tls = tls, HttpVersion = HttpVersion };

    public HttpProbe WithHttp2() => new(Address) { Tls = Tls, HttpVersion = System.Net.HttpVersion.Version20 };

    /// <summary>Every exchange comes out as expected three times in a row within 30 s; exchanges run at once.</summary>
    public async Task ExpectAsync(params Exchange[] exchanges)
    {
        await Task.WhenAll(exchanges.Select(ExpectAsync));
        AssertAsked();
    }

    /// <summary><c>path → backend</c>, or <c>path → status</c> where the target is a number.</summary>
    public Task ExpectAsync(params (string Path, string Target)[] cases) => ExpectAsync([.. cases.Select(item => ToExchange(item.Path, item.Target))]);

    /// <summary>The same cases, all for one Host.</summary>
    public Task ExpectForHostAsync(string host, params (string Path, string Target)[] cases) =>
        ExpectAsync([.. cases.Select(item => ToExchange(item.Path, item.Target) with { Host = host })]);

    private async Task ExpectAsync(Exchange exchange)
    {
        var successes = 0;
        using var limit = new CancellationTokenSource(Consistency);
        while (successes < RequiredSuccesses)
        {
            var complaint = await TryAsync(exchange);
            successes = complaint is null ? successes + 1 : 0;
            if (complaint is not null)
            {
                if (limit.IsCancellationRequested)
                {
                    Assert.Fail($"{exchange.Method} {exchange.Host}{exchange.Path} at {Address}: {complaint}");
                }

                await Eventually.PauseAsync(Eventually.PollInterval * 3);
            }
        }
    }

    /// <summary>Five consecutive answers that are neither 200 nor a timeout; a single 200 fails.</summary>
    public async Task MustFailAsync(Exchange exchange)
    {
        var failures = 0;
        using var limit = new CancellationTokenSource(Consistency);
        while (failures < 5)
        {
            int? status = null;
            try
            {
                (status, _, _) = await SendAsync(exchange);
            }
            catch (Exception exception) when (IsTransport(exception))
            {
                // Not an answer.
            }

            Assert.False(status == 200, $"{exchange.Path} at {Address} answered 200 and must not.");
            failures = status is null or 408 or 504 ? 0 : failures + 1;
            Assert.False(limit.IsCancellationRequested, $"{exchange.Path} at {Address} gave no steady answer; last was {status}.");
        }
    }

    /// <summary>The connection ends in a transport error at once; any HTTP answer fails.</summary>
    public async Task TlsMustFailAsync(Exchange exchange)
    {
        try
        {
            var (status, _, _) = await SendAsync(exchange);
            Assert.Fail($"{exchange.Path} at {Address} answered {status}, but TLS must fail.");
        }
        catch (Exception exception) when (IsTransport(exception))
        {
            AssertAsked();
        }
    }

    /// <summary>One request; the body is the echo's JSON where it is JSON.</summary>
    public async Task<(int Status, HttpResponseMessage Response, JsonNode? Echo)> SendAsync(Exchange exchange)
    {
        using var client = new HttpClient(Handler()) { Timeout = RequestTimeout };
        var host = exchange.Host ?? Tls?.ServerName ?? DefaultHost();
        using var request = new HttpRequestMessage(new HttpMethod(exchange.Method), $"{(Tls is null ? "http" : "https")}://{Address}{exchange.Path}")
        {
            Version = HttpVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Host = host;
        request.Headers.ConnectionClose = HttpVersion == System.Net.HttpVersion.Version11;
        request.Headers.TryAddWithoutValidation("X-Echo-Set-Header", exchange.Headers.GetValueOrDefault("X-Echo-Set-Header", ""));
        foreach (var (name, value) in exchange.Headers.Where(header => header.Key != "X-Echo-Set-Header"))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        var isEcho = response.Content.Headers.ContentType?.ToString() == "application/json";
        return ((int)response.StatusCode, response, isEcho ? JsonNode.Parse(body) : null);
    }

    /// <summary>One attempt; null where everything is as expected.</summary>
    public async Task<string?> TryAsync(Exchange exchange)
    {
        try
        {
            var (status, response, echo) = await SendAsync(exchange);
            var allowed = exchange.Status.Any(code => code is 408 or 504) ? [.. exchange.Status, 408, 504] : exchange.Status;
            return allowed.Contains(status)
                ? ExchangeComparison.Mismatch(exchange, status, response, echo, Tls is null ? "http" : "https")
                : $"status {status}, expected {string.Join(" or ", exchange.Status)}";
        }
        catch (Exception exception) when (IsTransport(exception))
        {
            return exception.Message;
        }
    }

    private void AssertAsked() => Assert.True(Tls is not { Client: not null, WasAsked: false }, $"The server at {Address} did not ask for a client certificate.");

    private static Exchange ToExchange(string path, string target) =>
        int.TryParse(target, out var status) ? new Exchange(path) { Status = [status] } : Exchange.To(path, target);

    private static bool IsTransport(Exception exception) => exception is HttpRequestException or OperationCanceledException or IOException or SocketException or System.Security.Authentication.AuthenticationException;

    // The port is left out where it is the scheme's own.
    private string DefaultHost() => Address.EndsWith(":80", StringComparison.Ordinal) ? Address[..^3] : Address;

    private SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        ConnectCallback = Tls is null ? null : async (context, cancellationToken) => await ConnectTlsAsync(Tls, cancellationToken),
    };

    // The handler would take the SNI from the Host header; tests of misdirected requests need the two to differ.
    private async Task<Stream> ConnectTlsAsync(ProbeTls tls, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SslStream? stream = null;
        try
        {
            await socket.ConnectAsync(IPEndPoint.Parse(Address), cancellationToken);
            stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = tls.ServerName,
                    // The official client names a protocol only for HTTP/2.
                    ApplicationProtocols = HttpVersion == System.Net.HttpVersion.Version20 ? [SslApplicationProtocol.Http2] : null,
                    LocalCertificateSelectionCallback = tls.Client is { } client ? (_, _, _, remote, _) => Present(tls, client, remote)! : null,
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => IsTrusted(certificate),
                },
                cancellationToken);
            return stream;
        }
        catch
        {
            stream?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    // Called once before the handshake, without the server's certificate, and again when the server asks unless one was given then.
    private static X509Certificate2? Present(ProbeTls tls, X509Certificate2 client, X509Certificate? remote)
    {
        tls.WasAsked |= remote is not null;
        return remote is null ? null : client;
    }

    private bool IsTrusted(X509Certificate? certificate)
    {
        if (certificate is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Tls!.Trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return copy.MatchesHostname(Tls.ServerName) && (copy.RawDataMemory.Span.SequenceEqual(Tls.Trusted.RawDataMemory.Span) || chain.Build(copy));
    }
}

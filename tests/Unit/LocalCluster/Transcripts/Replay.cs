using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sluice.LocalCluster.ApiServer;

namespace Sluice.LocalCluster.Tests.Transcripts;

/// <summary>Plays the requests of a conversation against a server, and compares what it answers.</summary>
internal sealed partial class Replay : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _admin;
    private readonly HttpClient _anonymous;
    private readonly AnswerComparer _comparer;

    public Replay(AdminAccess access, AnswerComparer comparer)
    {
        _admin = CreateClient(access, withCertificate: true);
        _anonymous = CreateClient(access, withCertificate: false);
        _comparer = comparer;
    }

    /// <summary>How long an exchange with <c>@poll</c> may take.</summary>
    public required TimeSpan PollLimit { get; init; }

    /// <summary>
    /// Whether controllers work on what is written: then a read without <c>@poll</c> may be repeated too, and a write of a workload waits
    /// until its controller has seen the one before, as it had when the conversation was recorded.
    /// </summary>
    public bool ControllersAtWork { get; init; }

    /// <summary>All exchanges in order; what differs, except for the excluded ones.</summary>
    public async Task<(int Passed, IReadOnlyList<string> Problems)> RunAsync(IEnumerable<Exchange> exchanges, HashSet<string> excluded)
    {
        var problems = new List<string>();
        var passed = 0;
        foreach (var exchange in exchanges)
        {
            var ignored = excluded.Contains(exchange.Name);
            var why = await RunAsync(exchange, patient: !ignored);
            if (why is null)
            {
                passed += ignored ? 0 : 1;
            }
            else if (!ignored)
            {
                problems.Add($"{exchange.Name}: {why}");
            }
        }

        return (passed, problems);
    }

    private async Task<string?> RunAsync(Exchange exchange, bool patient)
    {
        var client = exchange.Has("anonymous") || exchange.RequestHeaders.Any(h => h.Key == "Authorization") ? _anonymous : _admin;
        var repeated = patient && (exchange.Has("poll") || (ControllersAtWork && exchange.Method == "GET"));
        using var limit = new CancellationTokenSource(PollLimit);
        while (true)
        {
            var why = await TryAsync(client, exchange);
            if (why is null || !repeated || limit.IsCancellationRequested)
            {
                if (ControllersAtWork && why is null && exchange.Method is "POST" or "PUT" or "PATCH" && exchange.Status < 300)
                {
                    await ObservedAsync(exchange, limit.Token);
                }

                return why;
            }

            await Task.Delay(Pause);
        }
    }

    /// <summary>Waits until the controller of a Deployment or ReplicaSet has seen what was written last.</summary>
    private async Task ObservedAsync(Exchange exchange, CancellationToken limit)
    {
        var match = Workload().Match(exchange is { Method: "POST", RequestBody.Length: > 0 } ? $"{exchange.Path}/{JsonNode.Parse(exchange.RequestBody)!["metadata"]!["name"]}" : exchange.Path);
        if (!match.Success)
        {
            return;
        }

        while (true)
        {
            var item = JsonNode.Parse(await _admin.GetStringAsync(_comparer.Bindings.Fill(match.Value), limit))!;
            if (item["status"]?["observedGeneration"]?.GetValue<long>() >= item["metadata"]!["generation"]!.GetValue<long>())
            {
                return;
            }

            await Task.Delay(Pause, limit);
        }
    }

    private async Task<string?> TryAsync(HttpClient client, Exchange exchange)
    {
        using var request = new HttpRequestMessage(new HttpMethod(exchange.Method), _comparer.Bindings.Fill(exchange.Path));
        if (exchange.RequestBody.Length > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(_comparer.Bindings.Fill(exchange.RequestBody)));
        }

        foreach (var (name, value) in exchange.RequestHeaders)
        {
            if (!request.Headers.TryAddWithoutValidation(name, _comparer.Bindings.Fill(value)))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await client.SendAsync(request);
        return _comparer.Compare(exchange, response, await response.Content.ReadAsStringAsync());
    }

    public void Dispose()
    {
        _admin.Dispose();
        _anonymous.Dispose();
    }

    private static HttpClient CreateClient(AdminAccess access, bool withCertificate)
    {
        var authority = X509Certificate2.CreateFromPem(access.CertificateAuthorityPem);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(authority);
        if (withCertificate)
        {
            var client = X509Certificate2.CreateFromPem(access.ClientCertificatePem, access.ClientKeyPem);
            handler.SslOptions.ClientCertificates = [X509CertificateLoader.LoadPkcs12(client.Export(X509ContentType.Pkcs12), null)];
        }

        return new HttpClient(handler) { BaseAddress = access.Server, DefaultRequestVersion = HttpVersion.Version11, Timeout = TimeSpan.FromSeconds(30) };
    }

    [GeneratedRegex("^/apis/apps/v1/namespaces/[^/]+/(?:deployments|replicasets)/[^/?]+")]
    private static partial Regex Workload();
}

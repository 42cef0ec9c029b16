using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer;
using Sluice.TestKit;
using Xunit.Abstractions;

namespace Sluice.LocalCluster.Tests.ApiServer.Transcripts;

/// <summary>
/// Replays conversations recorded with a real API server: status, headers and bodies have to be the same. Exchanges that need a node or
/// a controller are listed in <c>excluded.txt</c> with the reason.
/// </summary>
public sealed class TranscriptTests(ApiServerFixture server, ITestOutputHelper output) : IClassFixture<ApiServerFixture>
{
    private static readonly string[] RecordedFiles =
    [
        "01-discovery", "02-crud", "03-defaults", "04-patch", "05-apply", "06-list-watch", "07-tables", "08-delete", "10-auth", "14-events-leases", "15-crd",
    ];

    private static readonly TimeSpan PollLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(50);

    public static TheoryData<string> Files()
    {
        var data = new TheoryData<string>();
        foreach (var file in Paths().Keys.Order(StringComparer.Ordinal))
        {
            data.Add(file);
        }

        return data;
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "ApiServer", "Transcripts");

    /// <summary>Our own conversation, and the recorded ones of <see cref="RecordedFiles"/> where they lie beside the checkout.</summary>
    private static Dictionary<string, string> Paths()
    {
        var paths = Directory.EnumerateFiles(Folder, "*.http").ToDictionary(path => Path.GetFileNameWithoutExtension(path)!);
        var recorded = Path.Combine(BuildOutput.Root, "..", "shared", "kubernetes", "transcripts");
        foreach (var name in RecordedFiles.Where(name => File.Exists(Path.Combine(recorded, name + ".http"))))
        {
            paths[name] = Path.Combine(recorded, name + ".http");
        }

        return paths;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Transcript_Replayed_AnswersAsRecorded(string file)
    {
        var excluded = File.ReadLines(Path.Combine(Folder, "excluded.txt")).Where(l => l.StartsWith(file + " ", StringComparison.Ordinal)).Select(l => l.Split(' ')[1]).ToHashSet();
        using var admin = CreateClient(server.Host.Admin, withCertificate: true);
        using var anonymous = CreateClient(server.Host.Admin, withCertificate: false);
        var bindings = new Bindings();
        bindings.Set("serverAddress", server.Host.Server.Authority);
        bindings.Set("kubernetesIP", "127.51.16.1");
        bindings.Set("serviceCIDR", "127.51.16.0/20");
        bindings.Set("freeIP1", "127.51.31.101");
        bindings.Set("freeIP2", "127.51.31.102");
        bindings.Set("nodeIP", "127.51.0.1");
        var problems = new List<string>();
        var passed = 0;
        foreach (var exchange in Exchange.ReadAll(Paths()[file]))
        {
            var bearer = exchange.RequestHeaders.Any(h => h.Key == "Authorization");
            var why = await ReplayAsync(exchange.Has("anonymous") || bearer ? anonymous : admin, exchange, bindings, patient: !excluded.Contains(exchange.Name));
            if (excluded.Contains(exchange.Name))
            {
                continue;
            }

            if (why is null)
            {
                passed++;
            }
            else
            {
                problems.Add($"{exchange.Name}: {why}");
            }
        }

        output.WriteLine($"{passed} passed, {problems.Count} failed");
        Assert.True(problems.Count == 0, $"{passed} passed, {problems.Count} failed:\n" + string.Join('\n', problems));
    }

    private static async Task<string?> ReplayAsync(HttpClient client, Exchange exchange, Bindings bindings, bool patient)
    {
        using var limit = new CancellationTokenSource(PollLimit);
        while (true)
        {
            var why = await TryAsync(client, exchange, bindings);
            if (why is null || !exchange.Has("poll") || !patient || limit.IsCancellationRequested)
            {
                return why;
            }

            await Task.Delay(PollPause);
        }
    }

    private static async Task<string?> TryAsync(HttpClient client, Exchange exchange, Bindings bindings)
    {
        using var request = new HttpRequestMessage(new HttpMethod(exchange.Method), bindings.Fill(exchange.Path));
        if (exchange.RequestBody.Length > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(bindings.Fill(exchange.RequestBody)));
        }

        foreach (var (name, value) in exchange.RequestHeaders)
        {
            if (!request.Headers.TryAddWithoutValidation(name, bindings.Fill(value)))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        if ((int)response.StatusCode != exchange.Status)
        {
            return $"expected {exchange.Status}, got {(int)response.StatusCode} {(body.Length > 500 ? body[..500] : body)}";
        }

        return Headers(exchange, response, bindings) ?? (exchange.Has("compare status") ? null : Body(exchange, body, bindings));
    }

    private static string? Headers(Exchange exchange, HttpResponseMessage response, Bindings bindings)
    {
        foreach (var group in exchange.ResponseHeaders.GroupBy(h => h.Key, StringComparer.OrdinalIgnoreCase))
        {
            var actual = response.Headers.Concat(response.Content.Headers).Where(h => string.Equals(h.Key, group.Key, StringComparison.OrdinalIgnoreCase)).SelectMany(h => h.Value).ToList();
            foreach (var (expected, index) in group.Select((h, i) => (h.Value, i)))
            {
                if (index >= actual.Count)
                {
                    return $"header {group.Key}: missing {expected}";
                }

                // Multiple warnings come as one header per warning; HttpClient joins some headers itself.
                if (bindings.Match(expected, (group.Key is "Warning" ? actual[index] : string.Join(", ", actual)).Replace("; ", ";", StringComparison.Ordinal).Replace(";charset", "; charset", StringComparison.Ordinal)) is { } why)
                {
                    return $"header {group.Key}: {why}";
                }
            }

            if (group.Key == "Warning" && actual.Count != group.Count())
            {
                return $"warnings: {string.Join(" | ", actual)}";
            }
        }

        return !exchange.ResponseHeaders.Any(h => h.Key == "Warning") && response.Headers.TryGetValues("Warning", out var extra) ? $"unexpected warning {string.Join(" | ", extra)}" : null;
    }

    private static string? Body(Exchange exchange, string body, Bindings bindings)
    {
        if (exchange.Has("watch"))
        {
            return Lines(exchange, body, bindings);
        }

        var json = exchange.ResponseHeaders.Any(h => h.Key == "Content-Type" && h.Value.StartsWith("application/json", StringComparison.Ordinal));
        if (!json || exchange.ResponseBody == "{{any}}")
        {
            return exchange.ResponseBody == "{{any}}" ? null : bindings.Match(exchange.ResponseBody, WithoutManagedFields(body.TrimEnd('\n')));
        }

        return Compare(exchange, exchange.ResponseBody, body, bindings);
    }

    /// <summary>Drops the block from a YAML answer.</summary>
    private static string WithoutManagedFields(string yaml) =>
        System.Text.RegularExpressions.Regex.Replace(yaml, "^  managedFields:\n(?:  -.*\n|   .*\n)+", "", System.Text.RegularExpressions.RegexOptions.Multiline);

    private static string? Compare(Exchange exchange, string expectedText, string actualText, Bindings bindings)
    {
        var expected = JsonNode.Parse(expectedText);
        JsonNode? actual;
        try
        {
            actual = JsonNode.Parse(actualText);
        }
        catch (JsonException)
        {
            return $"not JSON: {actualText}";
        }

        if (!exchange.Has("managedFields"))
        {
            DropManagedFields(actual);
            DropManagedFields(expected);
        }

        if (exchange.Has("compare items"))
        {
            var wanted = expected!["items"]!.AsArray();
            var present = actual!["items"]!.AsArray();
            return wanted.Select(w => present.Any(p => bindings.MatchJson(w, p, "$") is null) ? null : $"no item like {w!.ToJsonString()}").FirstOrDefault(w => w is not null);
        }

        return bindings.MatchJson(expected, actual, "$");
    }

    private static string? Lines(Exchange exchange, string body, Bindings bindings)
    {
        var expected = exchange.ResponseBody.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var actual = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < Math.Min(expected.Length, actual.Length); i++)
        {
            if (Compare(exchange, expected[i], actual[i], bindings) is { } why)
            {
                return $"event {i}: {why}";
            }
        }

        return expected.Length == actual.Length ? null : $"expected {expected.Length} events, got {actual.Length}: {body}";
    }

    private static void DropManagedFields(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject obj:
                (obj["metadata"] as JsonObject)?.Remove("managedFields");
                foreach (var (_, child) in obj)
                {
                    DropManagedFields(child);
                }

                break;
            case JsonArray array:
                foreach (var item in array)
                {
                    DropManagedFields(item);
                }

                break;
        }
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
}

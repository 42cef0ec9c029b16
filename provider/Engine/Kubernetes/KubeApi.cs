using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;

namespace Sluice.Engine.Kubernetes;

/// <summary>One answer of an API server.</summary>
/// <param name="Object">The body.</param>
/// <param name="Warnings">The texts of its Warning headers.</param>
internal sealed record KubeAnswer(JsonObject Object, IReadOnlyList<string> Warnings);

/// <summary>Talks to one API server in plain JSON, with the credentials and trust KubernetesClient reads from a kubeconfig.</summary>
internal sealed class KubeApi : IDisposable
{
    public const string ApplyPatch = "application/apply-patch+yaml";
    public const string JsonPatch = "application/json-patch+json";

    private const int Attempts = 4;

    /// <summary>Definitions of custom resources nest deeper than the reader's default allows.</summary>
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };
    private static readonly JsonSerializerOptions DeepWriting = new() { MaxDepth = 512 };

    private readonly k8s.Kubernetes _client;
    private readonly TimeProvider _clock;

    public KubeApi(KubernetesClientConfiguration configuration, TimeProvider? clock = null)
    {
        _client = new k8s.Kubernetes(configuration);
        _clock = clock ?? TimeProvider.System;
        Server = _client.BaseUri;
        Namespace = string.IsNullOrEmpty(configuration.Namespace) ? "default" : configuration.Namespace;
    }

    public Uri Server { get; }

    /// <summary>The namespace of the kubeconfig's context.</summary>
    public string Namespace { get; }

    public Task<KubeAnswer> GetAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, "", cancellation);

    public Task<KubeAnswer> PostAsync(string path, JsonObject body, CancellationToken cancellation) => SendAsync(HttpMethod.Post, path, body, "application/json", cancellation);

    public Task<KubeAnswer> PutAsync(string path, JsonObject body, CancellationToken cancellation) => SendAsync(HttpMethod.Put, path, body, "application/json", cancellation);

    public Task<KubeAnswer> PatchAsync(string path, JsonNode body, string contentType, CancellationToken cancellation) => SendAsync(HttpMethod.Patch, path, body, contentType, cancellation);

    public Task<KubeAnswer> DeleteAsync(string path, JsonObject options, CancellationToken cancellation) => SendAsync(HttpMethod.Delete, path, options, "application/json", cancellation);

    /// <summary>The object, or null where there is none.</summary>
    public async Task<JsonObject?> FindAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return (await GetAsync(path, cancellation)).Object;
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>A page of a pod's HTTP server, over a port-forward.</summary>
    /// <returns>The status code and the body.</returns>
    /// <exception cref="EngineException">The pod cannot be reached.</exception>
    public Task<(int Status, string Body)> GetFromPodAsync(PodPort port, string pathAndQuery, CancellationToken cancellation) => port.GetAsync(_client, pathAndQuery, cancellation);

    public void Dispose() => _client.Dispose();

    private async Task<KubeAnswer> SendAsync(HttpMethod method, string path, JsonNode? body, string contentType, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var response = await SendOnceAsync(method, path, body, contentType, cancellation);
            if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable && attempt < Attempts)
            {
                await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromMilliseconds(250 * attempt), _clock, cancellation);
                continue;
            }

            var text = await response.Content.ReadAsByteArrayAsync(cancellation);
            var json = Parse(text);
            if (!response.IsSuccessStatusCode)
            {
                throw new KubeApiException(response.StatusCode, json ?? new JsonObject { ["message"] = Encoding.UTF8.GetString(text).Trim() is { Length: > 0 } plain ? plain : $"HTTP {(int)response.StatusCode}" });
            }

            return new KubeAnswer(json ?? [], Warnings(response));
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpMethod method, string path, JsonNode? body, string contentType, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(Server, path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, DeepWriting));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }

        try
        {
            if (_client.Credentials is { } credentials)
            {
                await credentials.ProcessHttpRequestAsync(request, cancellation);
            }

            return await _client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        }
        catch (HttpRequestException e)
        {
            throw new KubeUnreachableException(Server, e);
        }
    }

    private static JsonObject? Parse(byte[] text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Deep) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Warning headers look like <c>299 - "text"</c>.</summary>
    private static List<string> Warnings(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Warning", out var values) ? [.. values.Select(static v => v.Split('"') is { Length: > 2 } parts ? parts[1] : v)] : [];
}

/// <summary>The API server cannot be reached at all.</summary>
internal sealed class KubeUnreachableException(Uri server, Exception cause)
    : Exception($"configured Kubernetes cluster is unreachable: {server}: {cause.InnerException?.Message ?? cause.Message}. Check that it runs (`sluice local status`) and that the kubeconfig names its address.", cause);

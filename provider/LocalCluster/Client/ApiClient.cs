using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Sluice.LocalCluster.Client;

internal enum WatchKind
{
    Added,
    Modified,
    Deleted,
    Bookmark,
}

internal readonly record struct WatchItem<T>(WatchKind Kind, T Object);

internal sealed record ListPage<T>(List<T> Items, string ResourceVersion);

/// <summary>
/// The few verbs that controllers and the node need, for every kind alike, over the HTTP connection of a
/// KubernetesClient. The name given goes into the User-Agent and so into managedFields, as with the real components.
/// </summary>
internal sealed class ApiClient
{
    public const string MergePatch = "application/merge-patch+json";
    public const string StrategicMergePatch = "application/strategic-merge-patch+json";
    private const string MetadataList = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io, application/json";

    private readonly Kubernetes _kubernetes;
    private readonly string _userAgent;

    public ApiClient(Kubernetes kubernetes, string component)
    {
        _kubernetes = kubernetes;
        _userAgent = $"{component}/v1.36.2 (linux/amd64) sluice";
    }

    public ApiClient As(string component) => new(_kubernetes, component);

    public async Task<T?> FindAsync<T>(ApiResource resource, ObjectKey key, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await SendAsync<T>(HttpMethod.Get, resource.Item(key), null, null, cancel).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    public Task<T> CreateAsync<T>(T item, CancellationToken cancel)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ApiResource resource = Stamp(item);
        return SendAsync<T>(HttpMethod.Post, resource.Collection(item.Metadata.NamespaceProperty), KubernetesJson.Serialize(item), null, cancel);
    }

    /// <summary>POST of a body to a subresource (binding, token, eviction).</summary>
    public Task<T> PostAsync<T>(ApiResource resource, ObjectKey key, string subresource, object body, CancellationToken cancel)
        where T : class =>
        SendAsync<T>(HttpMethod.Post, resource.Item(key, subresource), KubernetesJson.Serialize(body), null, cancel);

    public Task<T> ReplaceAsync<T>(T item, CancellationToken cancel, string? subresource = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ApiResource resource = Stamp(item);
        return SendAsync<T>(HttpMethod.Put, resource.Item(ObjectKey.Of(item), subresource), KubernetesJson.Serialize(item), null, cancel);
    }

    public Task<T> PatchAsync<T>(ObjectKey key, JsonObject patch, CancellationToken cancel, string? subresource = null)
        where T : class =>
        PatchAsync<T>(Kinds.Of<T>(), key, patch, cancel, subresource);

    public Task<T> PatchAsync<T>(ApiResource resource, ObjectKey key, JsonObject patch, CancellationToken cancel, string? subresource = null)
        where T : class =>
        SendAsync<T>(HttpMethod.Patch, resource.Item(key, subresource), patch.ToJsonString(), MergePatch, cancel);

    /// <summary>A patch that merges lists by their keys, so that what others wrote into them stays.</summary>
    public Task<T> StrategicPatchAsync<T>(ObjectKey key, JsonObject patch, CancellationToken cancel, string? subresource = null)
        where T : class =>
        SendAsync<T>(HttpMethod.Patch, Kinds.Of<T>().Item(key, subresource), patch.ToJsonString(), StrategicMergePatch, cancel);

    /// <summary>Deletes; a missing object is no error.</summary>
    /// <returns>What the server answered, or null when there was nothing to delete.</returns>
    public async Task<JsonObject?> DeleteAsync(ApiResource resource, ObjectKey key, V1DeleteOptions options, CancellationToken cancel)
    {
        try
        {
            return await SendAsync<JsonObject>(HttpMethod.Delete, resource.Item(key), KubernetesJson.Serialize(options), null, cancel).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    public Task<JsonObject> DeleteCollectionAsync(ApiResource resource, string ns, V1DeleteOptions options, CancellationToken cancel) =>
        SendAsync<JsonObject>(HttpMethod.Delete, resource.Collection(ns), KubernetesJson.Serialize(options), null, cancel);

    public Task<T> GetRawAsync<T>(string path, CancellationToken cancel)
        where T : class =>
        SendAsync<T>(HttpMethod.Get, path, null, null, cancel);

    public Task<T> PutRawAsync<T>(string path, object body, CancellationToken cancel)
        where T : class =>
        SendAsync<T>(HttpMethod.Put, path, KubernetesJson.Serialize(body), null, cancel);

    public async Task<ListPage<T>> ListAsync<T>(ApiResource resource, CancellationToken cancel, string? ns = null)
        where T : class
    {
        var items = new List<T>();
        string version = "";
        string? token = null;
        do
        {
            string query = token is null ? "?limit=500" : $"?limit=500&continue={Uri.EscapeDataString(token)}";
            string body = await SendTextAsync(Request<T>(HttpMethod.Get, resource.Collection(ns) + query), cancel).ConfigureAwait(false);
            using JsonDocument page = JsonDocument.Parse(body);
            JsonElement metadata = page.RootElement.GetProperty("metadata");
            version = metadata.GetProperty("resourceVersion").GetString() ?? "";
            token = metadata.TryGetProperty("continue", out JsonElement next) ? next.GetString() : null;
            if (page.RootElement.TryGetProperty("items", out JsonElement array) && array.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement element in array.EnumerateArray())
                {
                    items.Add(KubernetesJson.Deserialize<T>(element));
                }
            }
        }
        while (!string.IsNullOrEmpty(token));
        return new ListPage<T>(items, version);
    }

    /// <summary>Streams changes from a resource version on; ends when the server ends the response.</summary>
    /// <exception cref="ApiException">The version is too old (code 410) or the watch is refused.</exception>
    public async IAsyncEnumerable<WatchItem<T>> WatchAsync<T>(
        ApiResource resource, string resourceVersion, [EnumeratorCancellation] CancellationToken cancel)
        where T : class
    {
        string path = $"{resource.Collection()}?watch=true&allowWatchBookmarks=true&resourceVersion={resourceVersion}&timeoutSeconds=1800";
        using HttpRequestMessage request = Request<T>(HttpMethod.Get, path);
        using HttpResponseMessage response =
            await _kubernetes.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw await FailureAsync(response, request, cancel).ConfigureAwait(false);
        }

        using Stream stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancel).ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }

            using JsonDocument document = JsonDocument.Parse(line);
            string type = document.RootElement.GetProperty("type").GetString() ?? "";
            JsonElement payload = document.RootElement.GetProperty("object");
            if (type == "ERROR")
            {
                V1Status status = KubernetesJson.Deserialize<V1Status>(payload);
                throw new ApiException(status.Code ?? 500, status, $"watch of {resource.Plural}");
            }

            WatchKind kind = type switch
            {
                "ADDED" => WatchKind.Added,
                "MODIFIED" => WatchKind.Modified,
                "DELETED" => WatchKind.Deleted,
                _ => WatchKind.Bookmark,
            };
            yield return new WatchItem<T>(kind, KubernetesJson.Deserialize<T>(payload));
        }
    }

    private static ApiResource Stamp<T>(T item)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        ApiResource resource = Kinds.Of<T>();
        item.ApiVersion = resource.ApiVersion;
        item.Kind = resource.Kind;
        return resource;
    }

    private HttpRequestMessage Request<T>(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(_kubernetes.BaseUri, path)) { Version = new Version(2, 0) };
        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        request.Headers.TryAddWithoutValidation("Accept", typeof(T) == typeof(MetadataObject) ? MetadataList : "application/json");
        return request;
    }

    private async Task<T> SendAsync<T>(HttpMethod method, string path, string? body, string? contentType, CancellationToken cancel)
        where T : class
    {
        HttpRequestMessage request = Request<T>(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(contentType ?? "application/json"));
        }

        string text = await SendTextAsync(request, cancel).ConfigureAwait(false);
        return KubernetesJson.Deserialize<T>(text);
    }

    private async Task<string> SendTextAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using (request)
        {
            using HttpResponseMessage response = await _kubernetes.HttpClient.SendAsync(request, cancel).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw await FailureAsync(response, request, cancel).ConfigureAwait(false);
            }

            return await response.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
        }
    }

    private static async Task<ApiException> FailureAsync(HttpResponseMessage response, HttpRequestMessage request, CancellationToken cancel)
    {
        string body = await response.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
        V1Status? status = null;
        try
        {
            status = KubernetesJson.Deserialize<V1Status>(body);
        }
        catch (JsonException)
        {
            // Unknown paths are answered in plain text.
        }

        return new ApiException((int)response.StatusCode, status, $"{request.Method} {request.RequestUri?.PathAndQuery}");
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Translation;

namespace Sluice.Control.Kubernetes;

/// <summary>
/// The verbs of the API server on JSON. Objects of every kind go through the same few methods; what they mean is for the callers to
/// know. Throws <see cref="ApiException"/> for an answer that is not success and <see cref="HttpRequestException"/> or
/// <see cref="IOException"/> where there is no answer, none within 30 seconds, or none that can be read.
/// </summary>
internal sealed class KubernetesApi(KubernetesConnection connection, TimeProvider time)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue ApplyPatch = new("application/apply-patch+yaml");
    private static readonly MediaTypeHeaderValue MergePatch = new("application/merge-patch+json");

    /// <param name="path">Of a collection, with its query.</param>
    /// <param name="metadataOnly">True: items with nothing but metadata.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<JsonDocument> ListAsync(string path, bool metadataOnly, CancellationToken cancellationToken) => InTimeAsync(HttpMethod.Get, path, async limit =>
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, null, HttpCompletionOption.ResponseHeadersRead, limit, metadataOnly ? "PartialObjectMetadataList" : null);
        await using var body = await response.Content.ReadAsStreamAsync(limit);
        return await JsonDocument.ParseAsync(body, cancellationToken: limit);
    }, cancellationToken);

    /// <summary>The events of a watch until the server ends it; the caller bounds its time.</summary>
    /// <param name="path">Of a collection, with its query.</param>
    /// <param name="metadataOnly">True: objects with nothing but metadata.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public async IAsyncEnumerable<JsonDocument> WatchAsync(string path, bool metadataOnly, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, null, HttpCompletionOption.ResponseHeadersRead, cancellationToken, metadataOnly ? "PartialObjectMetadata" : null);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var lines = new StreamReader(body);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0)
            {
                yield return JsonDocument.Parse(line);
            }
        }
    }

    /// <returns>Null if there is no such object.</returns>
    public async Task<JsonObject?> GetAsync(ApiResource resource, ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(HttpMethod.Get, resource.Object(key), null, null, cancellationToken);
        }
        catch (ApiException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }

    public Task<JsonObject> CreateAsync(ApiResource resource, string ns, JsonObject body, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Post, $"{resource.Collection(ns)}?fieldManager={ControlDefaults.FieldManager}", body, Json, cancellationToken);

    /// <summary>Replaces an object; the version in the body makes it fail with a conflict if somebody else was faster.</summary>
    public Task<JsonObject> ReplaceAsync(ApiResource resource, ObjectKey key, JsonObject body, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Put, $"{resource.Object(key)}?fieldManager={ControlDefaults.FieldManager}", body, Json, cancellationToken);

    /// <summary>Replaces the status of an object, under the same condition.</summary>
    public Task<JsonObject> ReplaceStatusAsync(ApiResource resource, ObjectKey key, JsonObject body, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Put, $"{resource.Object(key)}/status?fieldManager={ControlDefaults.FieldManager}", body, Json, cancellationToken);

    public Task<JsonObject> MergePatchAsync(ApiResource resource, ObjectKey key, JsonObject patch, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Patch, $"{resource.Object(key)}?fieldManager={ControlDefaults.FieldManager}", patch, MergePatch, cancellationToken);

    /// <summary>Server-side apply: fields that are left out and were ours are removed, fields of others stay.</summary>
    public Task<JsonObject> ApplyAsync(ApiResource resource, ObjectKey key, JsonObject body, CancellationToken cancellationToken) =>
        ApplyAsync(resource, key, body, ControlDefaults.FieldManager, cancellationToken);

    /// <summary>Server-side apply under another name than control's own, for fields that control is to be able to leave out without removing them.</summary>
    public Task<JsonObject> ApplyAsync(ApiResource resource, ObjectKey key, JsonObject body, string fieldManager, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Patch, $"{resource.Object(key)}?fieldManager={fieldManager}&force=true", body, ApplyPatch, cancellationToken);

    /// <summary>Deletes the object if it is still the one with this uid; an object that is gone already is fine.</summary>
    public async Task DeleteAsync(ApiResource resource, ObjectKey key, string uid, CancellationToken cancellationToken)
    {
        var options = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "DeleteOptions",
            ["propagationPolicy"] = "Background",
            ["preconditions"] = new JsonObject { ["uid"] = uid },
        };
        try
        {
            await CallAsync(HttpMethod.Delete, resource.Object(key), options, Json, cancellationToken);
        }
        catch (ApiException gone) when (gone.IsNotFound || gone.IsConflict)
        {
        }
    }

    private Task<JsonObject> CallAsync(HttpMethod method, string path, JsonObject? body, MediaTypeHeaderValue? type, CancellationToken cancellationToken) => InTimeAsync(method, path, async limit =>
    {
        using var response = await SendAsync(method, path, body, type, HttpCompletionOption.ResponseContentRead, limit);
        await using var answer = await response.Content.ReadAsStreamAsync(limit);
        return await JsonNode.ParseAsync(answer, cancellationToken: limit) as JsonObject ?? throw new JsonException("It is no object.");
    }, cancellationToken);

    // One hung call, most often in an admission webhook, must not hang a loop; watches are bounded by their own time-out and watchdog.
    private async Task<T> InTimeAsync<T>(HttpMethod method, string path, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(CallTimeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await call(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"The API server at {connection.Server} did not answer {method} {path} within {CallTimeout.TotalSeconds} seconds.");
        }
        catch (JsonException unreadable)
        {
            throw new IOException($"The API server at {connection.Server} answered {method} {path} with something that cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, JsonObject? body, MediaTypeHeaderValue? type, HttpCompletionOption completion, CancellationToken cancellationToken, string? shape = null)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Version = connection.Http.DefaultRequestVersion,
            VersionPolicy = connection.Http.DefaultVersionPolicy,
        };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("sluice-control", null));
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(shape is null ? "application/json" : $"application/json;as={shape};g=meta.k8s.io;v=v1"));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, JsonNodeContext.Default.JsonObject)) { Headers = { ContentType = type } };
        }

        HttpResponseMessage response;
        try
        {
            response = await connection.Http.SendAsync(request, completion, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"The API server at {connection.Server} did not answer {method} {path} in time.");
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ProblemAsync(response, cancellationToken);
        }
    }

    private static async Task<ApiException> ProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using var status = JsonDocument.Parse(text);
            return FromStatus(status.RootElement, response.StatusCode);
        }
        catch (JsonException)
        {
            return new ApiException(response.StatusCode, "", text.Trim());
        }
    }

    /// <summary>The problem that a Status object tells of.</summary>
    public static ApiException FromStatus(JsonElement status, HttpStatusCode otherwise)
    {
        if (status.ValueKind != JsonValueKind.Object)
        {
            return new ApiException(otherwise, "", status.ToString());
        }

        var code = status.TryGetProperty("code", out var number) && number.TryGetInt32(out var value) ? (HttpStatusCode)value : otherwise;
        return new ApiException(code, Text(status, "reason"), Text(status, "message"));
    }

    private static string Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.OpenApi;

/// <summary>
/// Serves <c>/openapi/v3</c>: an index, and one document per group version, addressed by its hash so that clients may keep it; and
/// <c>/openapi/v2</c>: one document for everything, as JSON or protobuf.
/// </summary>
internal sealed class OpenApiDocuments(ClusterState cluster)
{
    private readonly ConcurrentDictionary<(ResourceSet Set, string Name), (byte[] Body, string Hash)> _documents = new();
    private readonly DateTimeOffset _started = cluster.Time.GetUtcNow();

    public async Task<bool> TryHandleAsync(ApiRequest request)
    {
        const string root = "/openapi/v3";
        var path = request.Info.Path;
        if (path == "/openapi/v2")
        {
            await Version2Async(request).ConfigureAwait(false);
            return true;
        }

        if (path is root or root + "/")
        {
            await IndexAsync(request).ConfigureAwait(false);
            return true;
        }

        if (!path.StartsWith(root + "/", StringComparison.Ordinal))
        {
            return false;
        }

        var name = path[(root.Length + 1)..];
        var set = cluster.Registry.Current;
        if (!Paths(set).Contains(name))
        {
            request.Http.Response.StatusCode = 404;
            return true;
        }

        await DocumentAsync(request, set, name).ConfigureAwait(false);
        return true;
    }

    private static IEnumerable<string> Paths(ResourceSet set) =>
        set.Kinds.Select(k => k.Group.Length == 0 ? $"api/{k.Version}" : $"apis/{k.Group}/{k.Version}").Distinct();

    private async Task IndexAsync(ApiRequest request)
    {
        var set = cluster.Registry.Current;
        var paths = new JsonObject();
        foreach (var path in Paths(set).Order(StringComparer.Ordinal))
        {
            paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}?hash={Document(set, path).Hash}" };
        }

        request.Http.Response.Headers.LastModified = _started.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        await ApiResponses.BytesAsync(request.Http, 200, "text/plain; charset=utf-8", JsonTree.ToUtf8(new JsonObject { ["paths"] = paths })).ConfigureAwait(false);
    }

    private async Task Version2Async(ApiRequest request)
    {
        var protobuf = request.Http.Request.Headers.Accept.ToString().Contains(OpenApi2Encoder.Accepted, StringComparison.Ordinal);
        var (body, hash) = Document(cluster.Registry.Current, protobuf ? "v2+protobuf" : "v2", set =>
        {
            var document = OpenApi2Builder.Build(set);
            return protobuf ? OpenApi2Encoder.Encode(document) : JsonTree.ToUtf8(document);
        });
        request.Http.Response.Headers.ETag = $"\"{hash}\"";
        request.Http.Response.Headers.Vary = "Accept";
        await ApiResponses.BytesAsync(request.Http, 200, protobuf ? OpenApi2Encoder.ContentType : "application/json", body).ConfigureAwait(false);
    }

    private async Task DocumentAsync(ApiRequest request, ResourceSet set, string path)
    {
        var (body, hash) = Document(set, path);
        var http = request.Http;
        if (request.Query("hash") is { Length: > 0 } wanted)
        {
            if (wanted != hash)
            {
                http.Response.StatusCode = 301;
                http.Response.Headers.Location = $"/openapi/v3/{path}?hash={hash}";
                return;
            }

            http.Response.Headers.CacheControl = "public, immutable";
            http.Response.Headers.Expires = cluster.Time.GetUtcNow().AddYears(1).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        }

        http.Response.Headers.ETag = $"\"{hash}\"";
        http.Response.Headers.Vary = "Accept";
        await ApiResponses.BytesAsync(http, 200, "application/json", body).ConfigureAwait(false);
    }

    private (byte[] Body, string Hash) Document(ResourceSet set, string path)
    {
        var segments = path.Split('/');
        var (group, version) = segments[0] == "api" ? ("", segments[1]) : (segments[1], segments[2]);
        return Document(set, path, s => JsonTree.ToUtf8(OpenApiBuilder.Build(s, group, version)));
    }

    private (byte[] Body, string Hash) Document(ResourceSet set, string name, Func<ResourceSet, byte[]> build)
    {
        if (_documents.TryGetValue((set, name), out var known))
        {
            return known;
        }

        // A changed registry makes every old document unreachable.
        foreach (var stale in _documents.Keys.Where(k => !ReferenceEquals(k.Set, set)).ToList())
        {
            _documents.TryRemove(stale, out _);
        }

        var body = build(set);
        var made = (body, Convert.ToHexString(SHA512.HashData(body)));
        _documents[(set, name)] = made;
        return made;
    }
}

using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.OpenApi;

/// <summary>Serves <c>/openapi/v3</c>: an index, and one document per group version, addressed by its hash so that clients may keep it.</summary>
internal sealed class OpenApiDocuments(ClusterState cluster)
{
    private readonly ConcurrentDictionary<(ResourceSet Set, string Path), (byte[] Body, string Hash)> _documents = new();
    private readonly DateTimeOffset _started = cluster.Time.GetUtcNow();

    public async Task<bool> TryHandleAsync(ApiRequest request)
    {
        const string root = "/openapi/v3";
        var path = request.Info.Path;
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
        if (_documents.TryGetValue((set, path), out var known))
        {
            return known;
        }

        // A changed registry makes every old document unreachable.
        foreach (var stale in _documents.Keys.Where(k => !ReferenceEquals(k.Set, set)).ToList())
        {
            _documents.TryRemove(stale, out _);
        }

        var segments = path.Split('/');
        var (group, version) = segments[0] == "api" ? ("", segments[1]) : (segments[1], segments[2]);
        var body = JsonTree.ToUtf8(OpenApiBuilder.Build(set, group, version));
        var made = (body, Convert.ToHexString(SHA512.HashData(body)));
        _documents[(set, path)] = made;
        return made;
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sluice.LocalCluster.ApiServer.Access;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Discovery;

/// <summary>Everything that is not a resource: discovery, version, health.</summary>
internal sealed class DiscoveryEndpoints(ClusterState cluster, ServiceAccountTokens tokens)
{
    private static readonly string[] HealthPaths = ["/healthz", "/livez", "/readyz"];

    public async Task<bool> TryHandleAsync(ApiRequest request)
    {
        var path = request.Info.Path;
        var http = request.Http;
        if (IsHealth(path))
        {
            await HealthAsync(request, path).ConfigureAwait(false);
            return true;
        }

        if (path is "/version" or "/version/")
        {
            await ApiResponses.BytesAsync(http, 200, "application/json", JsonTree.ToUtf8(ServerVersion.Document, indented: true)).ConfigureAwait(false);
            return true;
        }

        if (path is "/.well-known/openid-configuration" or "/openid/v1/jwks")
        {
            await ApiResponses.BytesAsync(http, 200, path == "/openid/v1/jwks" ? "application/jwk-set+json" : "application/json", JsonTree.ToUtf8(path == "/openid/v1/jwks" ? tokens.Key.ToKeySet() : Issuer())).ConfigureAwait(false);
            return true;
        }

        if (path == "/")
        {
            await ApiResponses.BytesAsync(http, 200, "application/json", JsonTree.ToUtf8(Root(), indented: true)).ConfigureAwait(false);
            return true;
        }

        var trimmed = path.EndsWith('/') ? path[..^1] : path;
        if (trimmed is "/api" or "/apis")
        {
            CheckMethod(http);
            await GroupsAsync(request, trimmed == "/api").ConfigureAwait(false);
            return true;
        }

        var segments = trimmed.Split('/')[1..];
        var resources = cluster.Registry.Current;
        switch (segments)
        {
            case ["api", var version]:
                return await VersionAsync(request, resources, "", version).ConfigureAwait(false);
            case ["apis", var group] when resources.Groups.FirstOrDefault(g => g.Name == group) is { } found:
                CheckMethod(http);
                MediaTypes.Negotiate(request.Accept);
                await ApiResponses.ObjectAsync(request, 200, LegacyDiscovery.Group(found, withType: true)).ConfigureAwait(false);
                return true;
            case ["apis", var group, var version] when resources.HasGroup(group):
                return await VersionAsync(request, resources, group, version).ConfigureAwait(false);
            default:
                return false;
        }
    }

    private static JsonObject Issuer() => new()
    {
        ["issuer"] = ServiceAccountTokens.Issuer,
        ["jwks_uri"] = ServiceAccountTokens.Issuer + "/openid/v1/jwks",
        ["response_types_supported"] = new JsonArray("id_token"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
    };

    private static void CheckMethod(HttpContext http)
    {
        if (http.Request.Method is not ("GET" or "HEAD"))
        {
            throw ApiException.MethodNotAllowed();
        }
    }

    private static bool IsHealth(string path) => HealthPaths.Any(p => path == p || path.StartsWith(p + "/", StringComparison.Ordinal));

    private static Task HealthAsync(ApiRequest request, string path)
    {
        if (request.Query("verbose") is null)
        {
            return ApiResponses.TextAsync(request.Http, 200, "ok");
        }

        var check = path.Split('/')[1];
        return ApiResponses.TextAsync(request.Http, 200, $"[+]ping ok\n[+]log ok\n[+]etcd ok\n[+]poststarthook/start-apiserver ok\n{check} check passed\n");
    }

    private JsonObject Root()
    {
        var paths = new List<string> { "/.well-known/openid-configuration", "/api", "/api/v1", "/apis" };
        foreach (var group in cluster.Registry.Current.Groups.Where(g => g.Name.Length > 0))
        {
            paths.Add($"/apis/{group.Name}");
            paths.AddRange(group.Versions.Select(v => $"/apis/{group.Name}/{v}"));
        }

        paths.AddRange(["/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/openid/v1/jwks", "/readyz", "/version"]);
        return new JsonObject { ["paths"] = new JsonArray([.. paths.Select(p => (JsonNode?)p)]) };
    }

    private async Task GroupsAsync(ApiRequest request, bool core)
    {
        var format = MediaTypes.Negotiate(request.Accept, OutputShape.Discovery);
        var resources = cluster.Registry.Current;
        if (format.Shape == OutputShape.Discovery)
        {
            await AggregatedAsync(request, resources, core).ConfigureAwait(false);
            return;
        }

        request.Http.Response.Headers.Vary = "Accept";
        var document = core ? LegacyDiscovery.Core(request.Http.Request.Host.Value ?? "") : LegacyDiscovery.Groups(resources);
        await ApiResponses.ObjectAsync(request, 200, document, format.Yaml).ConfigureAwait(false);
    }

    private static Task AggregatedAsync(ApiRequest request, ResourceSet resources, bool core)
    {
        var http = request.Http;
        var body = JsonTree.ToUtf8(AggregatedDiscovery.Build(resources, core));
        var tag = $"\"{Convert.ToHexString(SHA512.HashData(body))}\"";
        http.Response.Headers.ETag = tag;
        http.Response.Headers.Vary = "Accept";
        http.Response.Headers.CacheControl = "public";
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
        {
            http.Response.StatusCode = 304;
            return Task.CompletedTask;
        }

        return ApiResponses.BytesAsync(http, 200, "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", body);
    }

    private static async Task<bool> VersionAsync(ApiRequest request, ResourceSet resources, string group, string version)
    {
        CheckMethod(request.Http);
        if (!resources.Kinds.Any(k => k.Group == group && k.Version == version))
        {
            throw ApiException.UnknownResource();
        }

        var format = MediaTypes.Negotiate(request.Accept);
        await ApiResponses.ObjectAsync(request, 200, LegacyDiscovery.Resources(resources, group, version), format.Yaml).ConfigureAwait(false);
        return true;
    }

    /// <summary>A stable short hash, as discovery shows for a storage version.</summary>
    public static string StorageHash(ResourceKind kind) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{(kind.StorageName is null ? kind.Group : "")}/{kind.StorageVersion}/{kind.Kind}"))[..8]);
}

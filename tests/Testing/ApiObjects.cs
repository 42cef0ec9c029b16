using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Sluice.GatewayApi.Yaml;

namespace Sluice.TestKit;

/// <summary>The cluster's objects as JSON trees, over the API server's REST interface.</summary>
/// <param name="client">Its base address is the API server.</param>
/// <param name="defaultNamespace">Where namespaced objects are if no namespace is named.</param>
public sealed class ApiObjects(HttpClient client, string defaultNamespace)
{
    private static readonly Dictionary<string, string> Plurals = new()
    {
        ["GatewayClass"] = "gatewayclasses",
        ["BackendTLSPolicy"] = "backendtlspolicies",
        ["Endpoints"] = "endpoints",
    };

    private static readonly HashSet<string> ClusterScoped = ["Namespace", "GatewayClass", "ClusterRole", "ClusterRoleBinding"];

    /// <summary>Server-side apply of every document, Namespaces first, as kubectl orders them.</summary>
    public async Task ApplyAsync(string yaml, string? ns = null)
    {
        foreach (var document in Manifests.ParseTrees(yaml).OrderBy(document => (string?)document["kind"] != "Namespace"))
        {
            await ApplyAsync(document, ns);
        }
    }

    public async Task ApplyAsync(JsonObject document, string? ns = null)
    {
        using var response = await SendApplyAsync(document, ns);
        await EnsureAsync(response, $"apply {document["kind"]} {document["metadata"]?["name"]}");
    }

    /// <summary>Server-side apply that may be refused: the status code and the answer, an object or a Status.</summary>
    public async Task<(int Status, JsonObject Answer)> TryApplyAsync(JsonObject document, string? ns = null)
    {
        using var response = await SendApplyAsync(document, ns);
        return ((int)response.StatusCode, (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>Deletes every document's object in reverse order, without waiting.</summary>
    public async Task DeleteAsync(string yaml, string? ns)
    {
        foreach (var document in Manifests.ParseTrees(yaml).Reverse())
        {
            var (path, name) = Locate(document, ns ?? defaultNamespace);
            await DeleteAsync($"{path}/{name}");
        }
    }

    public async Task DeleteAsync(string path)
    {
        using var response = await client.DeleteAsync(path);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            await EnsureAsync(response, $"delete {path}");
        }
    }

    public async Task<JsonObject> GetAsync(string kind, string name, string? ns = null) =>
        await TryGetAsync(PathOf(kind, ns ?? defaultNamespace) + "/" + name) ?? throw new InvalidOperationException($"{kind} {ns ?? defaultNamespace}/{name} not found.");

    public async Task<JsonObject?> TryGetAsync(string path)
    {
        using var response = await client.GetAsync(path);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await EnsureAsync(response, $"get {path}");
        return (JsonObject?)JsonNode.Parse(await response.Content.ReadAsStringAsync());
    }

    public async Task<IReadOnlyList<JsonObject>> ListAsync(string kind, string ns, string labelSelector = "")
    {
        var list = await TryGetAsync($"{PathOf(kind, ns)}?labelSelector={Uri.EscapeDataString(labelSelector)}");
        return [.. ((JsonArray?)list?["items"] ?? []).Select(item => (JsonObject)item!)];
    }

    public Task PatchAsync(string kind, string name, JsonNode patch, string? ns = null) =>
        PatchAsync(PathOf(kind, ns ?? defaultNamespace) + "/" + name, patch, patch is JsonArray ? "application/json-patch+json" : "application/merge-patch+json");

    public async Task<string> PodLogAsync(string ns, string pod, int sinceSeconds)
    {
        using var response = await client.GetAsync($"/api/v1/namespaces/{ns}/pods/{pod}/log?sinceSeconds={sinceSeconds}");
        await EnsureAsync(response, $"log of {pod}");
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>The collection path of a kind.</summary>
    public static string PathOf(string kind, string? ns)
    {
        var group = kind switch
        {
            "Namespace" or "Service" or "Endpoints" or "Secret" or "ConfigMap" or "Pod" or "ServiceAccount" => "/api/v1",
            "Deployment" => "/apis/apps/v1",
            "EndpointSlice" => "/apis/discovery.k8s.io/v1",
            "ClusterRole" or "ClusterRoleBinding" or "Role" or "RoleBinding" => "/apis/rbac.authorization.k8s.io/v1",
            "PodDisruptionBudget" => "/apis/policy/v1",
            _ => "/apis/gateway.networking.k8s.io/v1",
        };
        return PathOf(group, kind, ns);
    }

    private static string PathOf(string group, string kind, string? ns)
    {
        var plural = Plurals.GetValueOrDefault(kind, kind.ToLowerInvariant() + "s");
        return ns is null || ClusterScoped.Contains(kind) ? $"{group}/{plural}" : $"{group}/namespaces/{ns}/{plural}";
    }

    private static (string Path, string Name) Locate(JsonObject document, string fallback)
    {
        var kind = (string)document["kind"]!;
        var version = (string)document["apiVersion"]!;
        var metadata = (JsonObject)document["metadata"]!;
        var ns = (string?)metadata["namespace"] ?? fallback;
        if (!ClusterScoped.Contains(kind))
        {
            metadata["namespace"] = ns;
        }

        return (PathOf(version.Contains('/', StringComparison.Ordinal) ? $"/apis/{version}" : $"/api/{version}", kind, ns), (string)metadata["name"]!);
    }

    private async Task<HttpResponseMessage> SendApplyAsync(JsonObject document, string? ns)
    {
        var (path, name) = Locate(document, ns ?? defaultNamespace);
        using var content = new StringContent(document.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/apply-patch+yaml"));
        return await client.PatchAsync($"{path}/{name}?fieldManager=sluice-tests&force=true", content);
    }

    private async Task PatchAsync(string path, JsonNode patch, string type)
    {
        using var content = new StringContent(patch.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue(type));
        using var response = await client.PatchAsync(path, content);
        await EnsureAsync(response, $"patch {path}");
    }

    private static async Task EnsureAsync(HttpResponseMessage response, string what)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{what}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }
    }
}

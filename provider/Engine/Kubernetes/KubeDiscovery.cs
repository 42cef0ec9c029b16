using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Sluice.Engine.Kubernetes;

/// <summary>How a kind is addressed.</summary>
internal sealed record KubeResource(string ApiVersion, string Plural, bool Namespaced)
{
    public string CollectionPath(string @namespace)
    {
        var root = ApiVersion.Contains('/', StringComparison.Ordinal) ? $"/apis/{ApiVersion}" : $"/api/{ApiVersion}";
        return Namespaced ? $"{root}/namespaces/{Uri.EscapeDataString(@namespace)}/{Plural}" : $"{root}/{Plural}";
    }

    public string ObjectPath(ObjectId id) => $"{CollectionPath(id.Namespace)}/{Uri.EscapeDataString(id.Name)}";
}

/// <summary>What kinds the server knows, asked once per group version.</summary>
internal sealed class KubeDiscovery(KubeApi api)
{
    /// <summary>Cluster-scoped kinds, for objects whose server cannot be asked: everything else is taken to be namespaced.</summary>
    private static readonly FrozenSet<string> ClusterScoped = new[]
    {
        "Namespace", "Node", "PersistentVolume", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "StorageClass", "PriorityClass",
        "IngressClass", "GatewayClass", "RuntimeClass", "APIService", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
        "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "CSIDriver", "CSINode", "VolumeAttachment", "ClusterIssuer", "CertificateSigningRequest",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, Lazy<Task<FrozenDictionary<string, KubeResource>>>> _versions = new(StringComparer.Ordinal);

    public static bool IsClusterScopedByName(string kind) => ClusterScoped.Contains(kind);

    /// <summary>Null when the server does not know the kind.</summary>
    public async Task<KubeResource?> FindAsync(GroupVersionKind kind, CancellationToken cancellation)
    {
        var known = await _versions.GetOrAdd(kind.ApiVersion, v => new Lazy<Task<FrozenDictionary<string, KubeResource>>>(() => LoadAsync(v))).Value.WaitAsync(cancellation);
        if (known.TryGetValue(kind.Kind, out var resource))
        {
            return resource;
        }

        // It may come with a definition that is being created right now.
        _versions.TryRemove(kind.ApiVersion, out _);
        return null;
    }

    /// <summary>Forgets what it knows; a definition changed it.</summary>
    public void Invalidate() => _versions.Clear();

    private async Task<FrozenDictionary<string, KubeResource>> LoadAsync(string apiVersion)
    {
        try
        {
            var path = apiVersion.Contains('/', StringComparison.Ordinal) ? $"/apis/{apiVersion}" : $"/api/{apiVersion}";
            var list = (await api.GetAsync(path, CancellationToken.None)).Object;
            return (list["resources"] as JsonArray ?? [])
                .OfType<JsonObject>()
                .Where(static r => r["name"]?.GetValue<string>().Contains('/', StringComparison.Ordinal) == false)
                .GroupBy(static r => r["kind"]!.GetValue<string>(), StringComparer.Ordinal)
                .ToFrozenDictionary(
                    static g => g.Key,
                    g => new KubeResource(apiVersion, g.First()["name"]!.GetValue<string>(), g.First()["namespaced"]?.GetValue<bool>() ?? false),
                    StringComparer.Ordinal);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            return FrozenDictionary<string, KubeResource>.Empty;
        }
        catch
        {
            // A failed request is no knowledge; the next caller asks again.
            _versions.TryRemove(apiVersion, out _);
            throw;
        }
    }
}

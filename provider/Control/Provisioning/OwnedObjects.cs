using Sluice.Control.Cache;
using Sluice.Control.Kubernetes;
using Sluice.GatewayApi;
using Sluice.Translation;
using Sluice.Translation.Mesh;

namespace Sluice.Control.Provisioning;

/// <summary>What the cache shows of the objects that were made for Gateways.</summary>
internal sealed class OwnedObjects(CachedCluster cluster)
{
    public ObjectMeta? Find(ApiResource resource, ObjectKey key) =>
        resource.Plural switch
        {
            "configmaps" => cluster.ConfigMaps.GetValueOrDefault(key)?.Metadata,
            "services" => cluster.Services.GetValueOrDefault(key)?.Metadata,
            "serviceaccounts" => cluster.ServiceAccounts.GetValueOrDefault(key)?.Metadata,
            "deployments" => cluster.Deployments.GetValueOrDefault(key)?.Metadata,
            "horizontalpodautoscalers" => cluster.Autoscalers.GetValueOrDefault(key)?.Metadata,
            "poddisruptionbudgets" => cluster.DisruptionBudgets.GetValueOrDefault(key)?.Metadata,
            _ => null,
        };

    /// <summary>
    /// The objects that bear our mark and may go when no plan wants them. Not those of a Gateway whose class is missing: a class that is
    /// deleted must not take the traffic of its Gateways along. No finalizer holds the class instead, because nobody would remove that
    /// once the controller is uninstalled. Nor those of a Gateway whose settings are not valid, which stay until they are.
    /// </summary>
    public IEnumerable<(ApiResource Resource, ObjectMeta Metadata)> Removable() =>
        Select(OwnedKinds.ConfigMaps, cluster.ConfigMaps.Values)
            .Concat(Select(OwnedKinds.Services, cluster.Services.Values))
            .Concat(Select(OwnedKinds.ServiceAccounts, cluster.ServiceAccounts.Values))
            .Concat(Select(OwnedKinds.Deployments, cluster.Deployments.Values))
            .Concat(Select(OwnedKinds.Autoscalers, cluster.Autoscalers.Values))
            .Concat(Select(OwnedKinds.DisruptionBudgets, cluster.DisruptionBudgets.Values))
            .Where(item => !IsHeld(item.Metadata));

    /// <summary>Whether an object bears our mark: made by control for a Gateway or for the mesh proxies.</summary>
    public static bool IsOurs(ObjectMeta metadata) =>
        metadata.Labels is { } labels
        && labels.TryGetValue(ControlDefaults.ManagedByLabel, out var manager) && manager == ControlDefaults.ManagedBy
        && ((labels.ContainsKey(ControlDefaults.GatewayNameLabel) && metadata.OwnerReferences?.Any(owner => owner is { Kind: "Gateway" }) == true)
            || (metadata.Name == MeshNames.Proxies && metadata.OwnerReferences?.Any(owner => owner is { Kind: "Service" }) == true));

    private bool IsHeld(ObjectMeta metadata)
    {
        var name = metadata.OwnerReferences?.FirstOrDefault(owner => owner is { Kind: "Gateway" })?.Name;
        if (name is null || !cluster.Gateways.TryGetValue(new ObjectKey(metadata.Namespace ?? "", name), out var gateway))
        {
            return false;
        }

        var @class = gateway.Spec?.GatewayClassName ?? "";
        var isOfClass = metadata.Labels is { } labels && labels.TryGetValue(ControlDefaults.GatewayClassNameLabel, out var made) && made == ResourceNames.LabelValue(@class);
        return !cluster.GatewayClasses.ContainsKey(new ObjectKey("", @class)) || (isOfClass && !DeploymentSettings.Of(gateway).Problems.IsEmpty);
    }

    private static IEnumerable<(ApiResource Resource, ObjectMeta Metadata)> Select(ApiResource resource, IEnumerable<KubernetesObject> objects) =>
        objects.Where(item => item.Metadata is { } metadata && IsOurs(metadata)).Select(item => (resource, item.Metadata!));
}

using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>Empties namespaces that are being deleted and then lets them go.</summary>
internal sealed class NamespaceController : Controller
{
    private const string Finalizer = "kubernetes";
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);

    private readonly ResourceDiscovery _discovery;

    public NamespaceController(ControllerContext context, ResourceDiscovery discovery)
        : base(context)
    {
        _discovery = discovery;
        Caches.Namespaces.OnChange(change =>
        {
            if (change.New?.Metadata.DeletionTimestamp is not null)
            {
                Queue.Add(ObjectKey.Of(change.New));
            }
        });
    }

    protected override int Workers => 4;

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (Caches.Namespaces.Find(key) is not { Metadata.DeletionTimestamp: not null } item || item.Spec?.Finalizers?.Contains(Finalizer) != true)
        {
            return;
        }

        var remaining = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var finalizers = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (ApiResource resource in await _discovery.GetAsync(cancel).ConfigureAwait(false))
        {
            // Events go last by themselves: they tell what happens to the others.
            if (resource.Scope != ResourceScope.Namespaced || resource is { Group: "events.k8s.io", Plural: "events" })
            {
                continue;
            }

            await EmptyAsync(resource, key.Name, remaining, finalizers, cancel).ConfigureAwait(false);
        }

        if (remaining.Count > 0)
        {
            await ReportAsync(item, remaining, finalizers, cancel).ConfigureAwait(false);
            Queue.AddAfter(key, Again);
            return;
        }

        V1Namespace released = item with { Spec = item.Spec with { Finalizers = [.. item.Spec.Finalizers.Where(f => f != Finalizer)] } };
        released.ApiVersion = "v1";
        released.Kind = "Namespace";
        await Client.PutRawAsync<JsonObject>(Kinds.Namespaces.Item(key, "finalize"), released, cancel).ConfigureAwait(false);
    }

    private async Task EmptyAsync(
        ApiResource resource, string ns, SortedDictionary<string, int> remaining, SortedDictionary<string, int> finalizers, CancellationToken cancel)
    {
        List<MetadataObject> items;
        try
        {
            items = (await Client.ListAsync<MetadataObject>(resource, cancel, ns).ConfigureAwait(false)).Items;
            if (items.Count == 0)
            {
                return;
            }

            await Client.DeleteCollectionAsync(resource, ns, new V1DeleteOptions { PropagationPolicy = "Background" }, cancel).ConfigureAwait(false);
            items = (await Client.ListAsync<MetadataObject>(resource, cancel, ns).ConfigureAwait(false)).Items;
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // The resource type went away with its definition, and its objects with it.
            return;
        }

        if (items.Count > 0)
        {
            string name = resource.Group.Length == 0 ? $"{resource.Plural}." : $"{resource.Plural}.{resource.Group}";
            remaining[name] = items.Count;
            foreach (string finalizer in items.SelectMany(i => i.Metadata.Finalizers ?? []))
            {
                finalizers[finalizer] = finalizers.GetValueOrDefault(finalizer) + 1;
            }
        }
    }

    private async Task ReportAsync(
        V1Namespace item, SortedDictionary<string, int> remaining, SortedDictionary<string, int> finalizers, CancellationToken cancel)
    {
        List<V1NamespaceCondition> conditions =
        [
            Condition(item, "NamespaceDeletionDiscoveryFailure", "False", "ResourcesDiscovered", "All resources successfully discovered"),
            Condition(item, "NamespaceDeletionGroupVersionParsingFailure", "False", "ParsedGroupVersions", "All legacy kube types successfully parsed"),
            Condition(item, "NamespaceDeletionContentFailure", "False", "ContentDeleted", "All content successfully deleted, may be waiting on finalization"),
            Condition(
                item,
                "NamespaceContentRemaining",
                "True",
                "SomeResourcesRemain",
                "Some resources are remaining: " + string.Join(", ", remaining.Select(r => $"{r.Key} has {r.Value} resource instances"))),
            finalizers.Count == 0
                ? Condition(item, "NamespaceFinalizersRemaining", "False", "ContentHasNoFinalizers", "All content-preserving finalizers finished")
                : Condition(
                    item,
                    "NamespaceFinalizersRemaining",
                    "True",
                    "SomeFinalizersRemain",
                    "Some content in the namespace has finalizers remaining: " + string.Join(", ", finalizers.Select(f => $"{f.Key} in {f.Value} resource instances"))),
        ];
        string wanted = KubernetesJson.Serialize(conditions);
        if (wanted == KubernetesJson.Serialize(item.Status?.Conditions ?? []))
        {
            return;
        }

        var patch = new JsonObject { ["status"] = new JsonObject { ["conditions"] = JsonNode.Parse(wanted) } };
        Caches.Namespaces.Observe(await Client.PatchAsync<V1Namespace>(ObjectKey.Of(item), patch, cancel, "status").ConfigureAwait(false));
    }

    private V1NamespaceCondition Condition(V1Namespace item, string type, string status, string reason, string message)
    {
        V1NamespaceCondition? old = item.Status?.Conditions?.FirstOrDefault(c => c.Type == type);
        return new V1NamespaceCondition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastTransitionTime = old?.Status == status ? old.LastTransitionTime : Context.Now,
        };
    }
}

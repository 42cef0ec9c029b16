using k8s;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>What controllers that own pods directly have in common: they look again when one of their pods changes.</summary>
internal abstract class WorkloadController<T> : Controller
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ResourceCache<T> _cache;

    protected WorkloadController(ControllerContext context, ResourceCache<T> cache)
        : base(context)
    {
        _cache = cache;
        cache.OnChange(change => Queue.Add(ObjectKey.Of(change.Current)));
        Caches.Pods.OnChange(change =>
        {
            if (Owners.ControllerOf(change.Old ?? change.Current) is { } owner && owner.Kind == cache.Resource.Kind)
            {
                Queue.Add(new ObjectKey(change.Current.Metadata.NamespaceProperty, owner.Name));
            }
        });
    }

    protected abstract V1LabelSelector SelectorOf(T item);

    protected abstract Task ReconcileAsync(T item, List<V1Pod> pods, CancellationToken cancel);

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (_cache.Find(key) is { } item)
        {
            List<V1Pod> pods = await PodOwnership.ClaimAsync(Context, item, _cache.Resource, SelectorOf(item), cancel).ConfigureAwait(false);
            await ReconcileAsync(item, pods, cancel).ConfigureAwait(false);
        }
    }

    protected Task<V1Pod> CreateAsync(T item, V1PodTemplateSpec template, string? name, CancellationToken cancel) =>
        PodOwnership.CreateAsync(Context, item, _cache.Resource, template, name, cancel);

    protected Task DeleteAsync(T item, V1Pod pod, CancellationToken cancel) => PodOwnership.DeleteAsync(Context, item, _cache.Resource, pod, cancel);

    protected async Task WriteStatusAsync(T changed, bool differs, CancellationToken cancel)
    {
        if (differs)
        {
            _cache.Observe(await Client.ReplaceAsync(changed, cancel, "status").ConfigureAwait(false));
        }
    }

    protected static V1PodTemplateSpec Labelled(V1PodTemplateSpec template, IReadOnlyDictionary<string, string> extra)
    {
        var labels = new Dictionary<string, string>(template.Metadata?.Labels ?? new Dictionary<string, string>());
        foreach (KeyValuePair<string, string> label in extra)
        {
            labels[label.Key] = label.Value;
        }

        return template with { Metadata = (template.Metadata ?? new V1ObjectMeta()) with { Labels = labels } };
    }

    protected static bool Same(object? a, object b) => a is not null && KubernetesJson.Serialize(a) == KubernetesJson.Serialize(b);
}

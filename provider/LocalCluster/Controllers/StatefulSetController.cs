using System.Globalization;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>Keeps pods with stable names, started in order and replaced from the last to the first.</summary>
internal sealed class StatefulSetController(ControllerContext context) : WorkloadController<V1StatefulSet>(context, context.Caches.StatefulSets)
{
    private const string Revision = "controller-revision-hash";

    protected override V1LabelSelector SelectorOf(V1StatefulSet item) => item.Spec.Selector;

    protected override async Task ReconcileAsync(V1StatefulSet item, List<V1Pod> pods, CancellationToken cancel)
    {
        string revision = $"{item.Metadata.Name}-{TemplateHash.Of(item.Spec.Template, null)}";
        if (item.Metadata.DeletionTimestamp is null)
        {
            await MoveAsync(item, pods, revision, cancel).ConfigureAwait(false);
        }

        List<V1Pod> active = [.. pods.Where(PodState.IsActive)];
        int updated = active.Count(p => p.Metadata.Labels[Revision] == revision);
        bool done = updated == (item.Spec.Replicas ?? 1) && active.Count == updated;
        var status = new V1StatefulSetStatus
        {
            Replicas = active.Count,
            ReadyReplicas = NonZero(active.Count(PodState.IsReady)),
            AvailableReplicas = active.Count(p => PodState.IsAvailable(p, item.Spec.MinReadySeconds ?? 0, Context.Now)),
            CurrentReplicas = NonZero(done ? updated : active.Count - updated),
            UpdatedReplicas = NonZero(updated),
            CurrentRevision = done ? revision : item.Status?.CurrentRevision ?? revision,
            UpdateRevision = revision,
            CollisionCount = 0,
            ObservedGeneration = item.Metadata.Generation,
        };
        await WriteStatusAsync(item with { Status = status }, !Same(item.Status, status), cancel).ConfigureAwait(false);
    }

    /// <summary>One step towards the wanted pods; the next one comes with the news of what this one caused.</summary>
    private async Task MoveAsync(V1StatefulSet item, List<V1Pod> pods, string revision, CancellationToken cancel)
    {
        bool parallel = item.Spec.PodManagementPolicy == "Parallel";
        int first = item.Spec.Ordinals?.Start ?? 0;
        var byName = pods.ToDictionary(p => p.Metadata.Name);
        List<string> wanted = [.. Enumerable.Range(first, item.Spec.Replicas ?? 1).Select(i => string.Create(CultureInfo.InvariantCulture, $"{item.Metadata.Name}-{i}"))];
        foreach (string name in wanted)
        {
            byName.TryGetValue(name, out V1Pod? pod);
            if (pod is null)
            {
                await CreateAsync(item, Template(item, name, revision), name, cancel).ConfigureAwait(false);
            }
            else if (PodState.IsFinished(pod) && !PodState.IsTerminating(pod))
            {
                await DeleteAsync(item, pod, cancel).ConfigureAwait(false);
            }

            if (!parallel && (pod is null || !PodState.IsActive(pod) || !PodState.IsReady(pod)))
            {
                return;
            }
        }

        V1Pod? surplus = pods.Where(p => !wanted.Contains(p.Metadata.Name) && !PodState.IsTerminating(p)).MaxBy(Ordinal);
        if (surplus is not null)
        {
            await DeleteAsync(item, surplus, cancel).ConfigureAwait(false);
            return;
        }

        int partition = item.Spec.UpdateStrategy?.RollingUpdate?.Partition ?? 0;
        bool waiting = pods.Any(p => PodState.IsTerminating(p) || !PodState.IsReady(p));
        V1Pod? outdated = pods.Where(p => p.Metadata.Labels[Revision] != revision && Ordinal(p) >= partition && !PodState.IsTerminating(p)).MaxBy(Ordinal);
        if (outdated is not null && !waiting && item.Spec.UpdateStrategy?.Type != "OnDelete")
        {
            await DeleteAsync(item, outdated, cancel).ConfigureAwait(false);
        }
    }

    private static V1PodTemplateSpec Template(V1StatefulSet item, string name, string revision)
    {
        V1PodTemplateSpec template = Labelled(item.Spec.Template, new Dictionary<string, string>
        {
            [Revision] = revision,
            ["statefulset.kubernetes.io/pod-name"] = name,
            ["apps.kubernetes.io/pod-index"] = name[(name.LastIndexOf('-') + 1)..],
        });
        return template with { Spec = template.Spec with { Hostname = name, Subdomain = item.Spec.ServiceName } };
    }

    private static int Ordinal(V1Pod pod) =>
        int.TryParse(pod.Metadata.Name.AsSpan(pod.Metadata.Name.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal) ? ordinal : -1;

    private static int? NonZero(int value) => value == 0 ? null : value;
}

using k8s;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>Keeps as many pods of a template alive as a ReplicaSet asks for.</summary>
internal sealed class ReplicaSetController : Controller
{
    private const int Burst = 100;

    public ReplicaSetController(ControllerContext context)
        : base(context)
    {
        Caches.ReplicaSets.OnChange(change => Queue.Add(ObjectKey.Of(change.Current)));
        Caches.Pods.OnChange(Notice);
    }

    protected override int Workers => 2;

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (Caches.ReplicaSets.Find(key) is not { } set)
        {
            return;
        }

        List<V1Pod> owned = await PodOwnership.ClaimAsync(Context, set, Kinds.ReplicaSets, set.Spec.Selector, cancel).ConfigureAwait(false);
        List<V1Pod> active = [.. owned.Where(PodState.IsActive)];
        int terminating = owned.Count(p => PodState.IsTerminating(p) && !PodState.IsFinished(p));
        string? failure = null;
        if (set.Metadata.DeletionTimestamp is null)
        {
            int missing = (set.Spec.Replicas ?? 1) - active.Count;
            if (missing > 0)
            {
                failure = await CreateAsync(set, Math.Min(missing, Burst), active, cancel).ConfigureAwait(false);
            }
            else if (missing < 0)
            {
                foreach (V1Pod pod in DeletionOrder(active).Take(-missing).ToList())
                {
                    await PodOwnership.DeleteAsync(Context, set, Kinds.ReplicaSets, pod, cancel).ConfigureAwait(false);
                    active.Remove(pod);
                    terminating++;
                }
            }
        }

        await WriteStatusAsync(set, active, terminating, failure, cancel).ConfigureAwait(false);
        if (failure is not null)
        {
            Queue.AddFailed(key);
        }
    }

    private void Notice(ResourceChange<V1Pod> change)
    {
        V1Pod pod = change.Current;
        string ns = pod.Metadata.NamespaceProperty;
        if (Owners.ControllerOf(change.Old ?? pod) is { Kind: "ReplicaSet" } before)
        {
            Queue.Add(new ObjectKey(ns, before.Name));
        }

        if (Owners.ControllerOf(pod) is { } owner)
        {
            if (owner.Kind == "ReplicaSet")
            {
                Queue.Add(new ObjectKey(ns, owner.Name));
            }

            return;
        }

        foreach (V1ReplicaSet set in Caches.ReplicaSets.In(ns).Where(s => LabelSelectors.Matches(s.Spec.Selector, pod.Metadata.Labels)))
        {
            Queue.Add(ObjectKey.Of(set));
        }
    }

    private async Task<string?> CreateAsync(V1ReplicaSet set, int count, List<V1Pod> active, CancellationToken cancel)
    {
        for (int i = 0; i < count; i++)
        {
            try
            {
                active.Add(await PodOwnership.CreateAsync(Context, set, Kinds.ReplicaSets, set.Spec.Template, null, cancel).ConfigureAwait(false));
            }
            catch (ApiException e) when (!e.IsNamespaceTerminating && e.Code is 403 or 422)
            {
                Context.Events.Warning(new EventSubject(set, Kinds.ReplicaSets), "FailedCreate", $"Error creating: {e.Status?.Message ?? e.Message}");
                return e.Status?.Message ?? e.Message;
            }
        }

        return null;
    }

    private async Task WriteStatusAsync(V1ReplicaSet set, List<V1Pod> active, int terminating, string? failure, CancellationToken cancel)
    {
        int minReady = set.Spec.MinReadySeconds ?? 0;
        List<V1Pod> ready = [.. active.Where(PodState.IsReady)];
        int available = ready.Count(p => PodState.IsAvailable(p, minReady, Context.Now));
        var status = new V1ReplicaSetStatus
        {
            Replicas = active.Count,
            FullyLabeledReplicas = NonZero(active.Count(p => LabelSelectors.Matches(set.Spec.Template.Metadata?.Labels, p.Metadata.Labels))),
            ReadyReplicas = NonZero(ready.Count),
            AvailableReplicas = NonZero(available),
            TerminatingReplicas = terminating,
            ObservedGeneration = set.Metadata.Generation,
            Conditions = Conditions(set, failure),
        };
        if (minReady > 0 && available < ready.Count)
        {
            Queue.AddAfter(ObjectKey.Of(set), TimeSpan.FromSeconds(minReady));
        }

        if (KubernetesJson.Serialize(set.Status ?? new V1ReplicaSetStatus()) == KubernetesJson.Serialize(status))
        {
            return;
        }

        V1ReplicaSet updated = await Client.ReplaceAsync(set with { Status = status }, cancel, "status").ConfigureAwait(false);
        Caches.ReplicaSets.Observe(updated);
    }

    private List<V1ReplicaSetCondition>? Conditions(V1ReplicaSet set, string? failure)
    {
        if (failure is null)
        {
            return null;
        }

        V1ReplicaSetCondition? old = set.Status?.Conditions?.FirstOrDefault(c => c.Type == "ReplicaFailure");
        return
        [
            new V1ReplicaSetCondition
            {
                Type = "ReplicaFailure",
                Status = "True",
                Reason = "FailedCreate",
                Message = failure,
                LastTransitionTime = old?.LastTransitionTime ?? Context.Now,
            },
        ];
    }

    /// <summary>Those that serve least go first: unbound, pending, not ready, then the youngest.</summary>
    private static IEnumerable<V1Pod> DeletionOrder(IEnumerable<V1Pod> pods) => pods
        .OrderBy(p => string.IsNullOrEmpty(p.Spec.NodeName) ? 0 : 1)
        .ThenBy(p => p.Status?.Phase == "Pending" ? 0 : 1)
        .ThenBy(p => PodState.IsReady(p) ? 1 : 0)
        .ThenByDescending(p => PodState.Condition(p, "Ready")?.LastTransitionTime)
        .ThenByDescending(p => p.Status?.ContainerStatuses?.Sum(c => c.RestartCount) ?? 0)
        .ThenByDescending(p => p.Metadata.CreationTimestamp)
        .ThenByDescending(p => p.Metadata.Name, StringComparer.Ordinal);

    private static int? NonZero(int value) => value == 0 ? null : value;
}

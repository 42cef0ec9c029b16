using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>Which Services a change of a pod concerns.</summary>
internal static class ServiceLookup
{
    public static void Enqueue(ClusterCaches caches, WorkQueue<ObjectKey> queue, ResourceChange<V1Pod> change)
    {
        if (change is { Old: { } before, New: { } after } && !Matters(before, after))
        {
            return;
        }

        foreach (V1Service service in caches.Services.In(change.Current.Metadata.NamespaceProperty))
        {
            if (ServiceEndpoints.IsManaged(service)
                && (LabelSelectors.Matches(service.Spec.Selector, change.New?.Metadata.Labels) || LabelSelectors.Matches(service.Spec.Selector, change.Old?.Metadata.Labels)))
            {
                queue.Add(ObjectKey.Of(service));
            }
        }
    }

    /// <summary>Whether endpoints can look different after the change; most changes of a pod are none of their business.</summary>
    private static bool Matters(V1Pod before, V1Pod after) =>
        before.Status?.PodIP != after.Status?.PodIP
        || PodState.IsReady(before) != PodState.IsReady(after)
        || PodState.IsTerminating(before) != PodState.IsTerminating(after)
        || PodState.IsFinished(before) != PodState.IsFinished(after)
        || before.Spec.NodeName != after.Spec.NodeName
        || before.Spec.Hostname != after.Spec.Hostname
        || before.Spec.Subdomain != after.Spec.Subdomain
        || before.Metadata.Uid != after.Metadata.Uid
        || !(before.Metadata.Labels ?? new Dictionary<string, string>()).OrderBy(l => l.Key, StringComparer.Ordinal)
            .SequenceEqual((after.Metadata.Labels ?? new Dictionary<string, string>()).OrderBy(l => l.Key, StringComparer.Ordinal));
}

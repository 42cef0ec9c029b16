using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>Which Services a change of a pod concerns.</summary>
internal static class ServiceLookup
{
    public static void Enqueue(ClusterCaches caches, WorkQueue<ObjectKey> queue, ResourceChange<V1Pod> change)
    {
        foreach (V1Service service in caches.Services.In(change.Current.Metadata.NamespaceProperty))
        {
            if (ServiceEndpoints.IsManaged(service)
                && (LabelSelectors.Matches(service.Spec.Selector, change.New?.Metadata.Labels) || LabelSelectors.Matches(service.Spec.Selector, change.Old?.Metadata.Labels)))
            {
                queue.Add(ObjectKey.Of(service));
            }
        }
    }
}

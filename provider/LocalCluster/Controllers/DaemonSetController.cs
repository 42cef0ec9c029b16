using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>Keeps one pod of each DaemonSet on the one node.</summary>
internal sealed class DaemonSetController : WorkloadController<V1DaemonSet>
{
    private const string Revision = "controller-revision-hash";

    public DaemonSetController(ControllerContext context)
        : base(context, context.Caches.DaemonSets) =>
        Caches.Nodes.OnChange(change =>
        {
            if (change.Old is null)
            {
                foreach (V1DaemonSet set in Caches.DaemonSets.All)
                {
                    Queue.Add(ObjectKey.Of(set));
                }
            }
        });

    protected override V1LabelSelector SelectorOf(V1DaemonSet item) => item.Spec.Selector;

    protected override async Task ReconcileAsync(V1DaemonSet item, List<V1Pod> pods, CancellationToken cancel)
    {
        int nodes = Caches.Nodes.All.Count(n => LabelSelectors.Matches(item.Spec.Template.Spec.NodeSelector, n.Metadata.Labels));
        string revision = TemplateHash.Of(item.Spec.Template, null);
        if (item.Metadata.DeletionTimestamp is null)
        {
            bool onDelete = item.Spec.UpdateStrategy?.Type == "OnDelete";
            foreach (V1Pod outdated in pods.Where(p => !PodState.IsTerminating(p) && (PodState.IsFinished(p) || (!onDelete && p.Metadata.Labels[Revision] != revision))).ToList())
            {
                await DeleteAsync(item, outdated, cancel).ConfigureAwait(false);
            }

            // The next one starts when the last one is gone: they share the node's ports.
            List<V1Pod> left = [.. Caches.Pods.In(item.Metadata.NamespaceProperty).Where(p => Owners.IsControlledBy(p, item))];
            if (left.Count < nodes)
            {
                await CreateAsync(item, Labelled(item.Spec.Template, new Dictionary<string, string> { [Revision] = revision }), null, cancel).ConfigureAwait(false);
            }
        }

        List<V1Pod> active = [.. pods.Where(PodState.IsActive)];
        int ready = active.Count(PodState.IsReady);
        var status = new V1DaemonSetStatus
        {
            CurrentNumberScheduled = active.Count,
            DesiredNumberScheduled = nodes,
            NumberReady = ready,
            NumberAvailable = ready == 0 ? null : ready,
            NumberUnavailable = nodes == ready ? null : nodes - ready,
            UpdatedNumberScheduled = active.Count(p => p.Metadata.Labels[Revision] == revision) is > 0 and var updated ? updated : null,
            ObservedGeneration = item.Metadata.Generation,
        };
        await WriteStatusAsync(item with { Status = status }, !Same(item.Status, status), cancel).ConfigureAwait(false);
    }
}

using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>Binds pods to the one node, or says why they do not fit.</summary>
internal sealed class Scheduler : Controller
{
    private readonly string _node;

    public Scheduler(ControllerContext context, string node)
        : base(context)
    {
        _node = node;
        Caches.Pods.OnChange(change =>
        {
            if (change.New is { } pod && string.IsNullOrEmpty(pod.Spec.NodeName))
            {
                Queue.Add(ObjectKey.Of(pod));
            }
        });
        Caches.Nodes.OnChange(_ =>
        {
            foreach (V1Pod pod in Caches.Pods.All.Where(p => string.IsNullOrEmpty(p.Spec.NodeName)))
            {
                Queue.Add(ObjectKey.Of(pod));
            }
        });
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (Caches.Pods.Find(key) is not { } pod
            || !string.IsNullOrEmpty(pod.Spec.NodeName)
            || !PodState.IsActive(pod)
            || pod.Spec.SchedulingGates is { Count: > 0 }
            || (pod.Spec.SchedulerName ?? "default-scheduler") != "default-scheduler")
        {
            return;
        }

        string? misfit = Misfit(pod);
        if (misfit is not null)
        {
            await RefuseAsync(pod, misfit, cancel).ConfigureAwait(false);
            return;
        }

        var binding = new V1Binding
        {
            ApiVersion = "v1",
            Kind = "Binding",
            Metadata = new V1ObjectMeta { Name = key.Name, NamespaceProperty = key.Namespace, Uid = pod.Metadata.Uid },
            Target = new V1ObjectReference { Kind = "Node", Name = _node },
        };
        await Client.PostAsync<V1Status>(Kinds.Pods, key, "binding", binding, cancel).ConfigureAwait(false);
        Context.Events.Action(new EventSubject(pod, Kinds.Pods), "Normal", "Binding", "Scheduled", $"Successfully assigned {key} to {_node}");
    }

    private string? Misfit(V1Pod pod)
    {
        if (Caches.Nodes.Find("", _node) is not { } node)
        {
            return "0/0 nodes are available: no nodes available to schedule pods.";
        }

        string? reason = null;
        if (!LabelSelectors.Matches(pod.Spec.NodeSelector, node.Metadata.Labels) || !AffinityMatches(pod, node))
        {
            reason = "1 node(s) didn't match Pod's node affinity/selector";
        }
        else if (node.Spec?.Unschedulable == true && pod.Spec.Tolerations?.Any(t => t.Key == "node.kubernetes.io/unschedulable" || (t.Key is null && t.OperatorProperty == "Exists")) != true)
        {
            reason = "1 node(s) were unschedulable";
        }

        return reason is null
            ? null
            : $"0/1 nodes are available: {reason}. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
    }

    private static bool AffinityMatches(V1Pod pod, V1Node node)
    {
        IList<V1NodeSelectorTerm>? terms = pod.Spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms;
        return terms is null || terms.Any(term => LabelSelectors.Matches(
            new V1LabelSelector
            {
                MatchExpressions = [.. (term.MatchExpressions ?? []).Select(e => new V1LabelSelectorRequirement { Key = e.Key, OperatorProperty = e.OperatorProperty, Values = e.Values })],
            },
            node.Metadata.Labels));
    }

    private async Task RefuseAsync(V1Pod pod, string message, CancellationToken cancel)
    {
        if (PodState.Condition(pod, "PodScheduled") is { Status: "False", Message: { } known } && known == message)
        {
            return;
        }

        var condition = new V1PodCondition
        {
            Type = "PodScheduled",
            Status = "False",
            Reason = "Unschedulable",
            Message = message,
            LastTransitionTime = Context.Now,
            ObservedGeneration = pod.Metadata.Generation,
        };
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid },
            ["status"] = new JsonObject { ["conditions"] = JsonNode.Parse(KubernetesJson.Serialize((V1PodCondition[])[condition])) },
        };
        Caches.Pods.Observe(await Client.StrategicPatchAsync<V1Pod>(ObjectKey.Of(pod), patch, cancel, "status").ConfigureAwait(false));
        Context.Events.Action(new EventSubject(pod, Kinds.Pods), "Warning", "Scheduling", "FailedScheduling", message);
    }
}

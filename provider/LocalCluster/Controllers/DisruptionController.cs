using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>Counts for each PodDisruptionBudget how many of its pods may be evicted now.</summary>
internal sealed class DisruptionController : Controller
{
    private static readonly TimeSpan EvictionLimit = TimeSpan.FromMinutes(2);

    public DisruptionController(ControllerContext context)
        : base(context)
    {
        Caches.DisruptionBudgets.OnChange(change => Queue.Add(ObjectKey.Of(change.Current)));
        Caches.Pods.OnChange(change =>
        {
            foreach (V1PodDisruptionBudget budget in Caches.DisruptionBudgets.In(change.Current.Metadata.NamespaceProperty)
                .Where(b => LabelSelectors.Matches(b.Spec.Selector, change.Current.Metadata.Labels)))
            {
                Queue.Add(ObjectKey.Of(budget));
            }
        });
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (Caches.DisruptionBudgets.Find(key) is not { } budget)
        {
            return;
        }

        List<V1Pod> pods = [.. Caches.Pods.In(key.Namespace).Where(p => LabelSelectors.Matches(budget.Spec.Selector, p.Metadata.Labels) && !PodState.IsFinished(p))];
        int expected = Expected(pods);
        int desired = budget.Spec.MaxUnavailable is { } unavailable
            ? Math.Max(0, expected - Resolve(unavailable, expected))
            : Resolve(budget.Spec.MinAvailable, expected);

        // Evictions that were granted count as done until the pod shows it, or has shown for too long that nothing comes of it.
        Dictionary<string, DateTime> evicted = (budget.Status?.DisruptedPods ?? new Dictionary<string, DateTime?>())
            .Where(e => e.Value + EvictionLimit > Context.Now && pods.Any(p => p.Metadata.Name == e.Key && !PodState.IsTerminating(p)))
            .ToDictionary(e => e.Key, e => e.Value!.Value);
        foreach (DateTime granted in evicted.Values)
        {
            Queue.AddAfter(key, granted + EvictionLimit - Context.Now);
        }

        int healthy = pods.Count(p => PodState.IsActive(p) && PodState.IsReady(p) && !evicted.ContainsKey(p.Metadata.Name));
        int allowed = expected == 0 ? 0 : Math.Max(0, healthy - desired);
        V1Condition? old = budget.Status?.Conditions?.FirstOrDefault(c => c.Type == "DisruptionAllowed");
        string value = allowed > 0 ? "True" : "False";
        var disrupted = new JsonObject();
        foreach ((string name, DateTime granted) in evicted)
        {
            disrupted[name] = granted.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        }

        var status = new JsonObject
        {
            ["currentHealthy"] = healthy,
            ["desiredHealthy"] = desired,
            ["disruptionsAllowed"] = allowed,
            ["expectedPods"] = expected,
            ["observedGeneration"] = budget.Metadata.Generation,
            ["conditions"] = JsonNode.Parse(KubernetesJson.Serialize((V1Condition[])
            [
                new V1Condition
                {
                    Type = "DisruptionAllowed",
                    Status = value,
                    Reason = allowed > 0 ? "SufficientPods" : "InsufficientPods",
                    Message = "",
                    ObservedGeneration = budget.Metadata.Generation,
                    LastTransitionTime = old?.Status == value ? old.LastTransitionTime : Context.Now,
                },
            ])),
        };
        if (evicted.Count > 0)
        {
            status["disruptedPods"] = disrupted;
        }

        V1PodDisruptionBudgetStatus wanted = KubernetesJson.Deserialize<V1PodDisruptionBudgetStatus>(status.ToJsonString());
        if (KubernetesJson.Serialize(budget.Status ?? new V1PodDisruptionBudgetStatus()) != KubernetesJson.Serialize(wanted))
        {
            // A merge patch takes away only what it names; the version keeps an eviction that is granted meanwhile.
            foreach (string forgotten in (budget.Status?.DisruptedPods?.Keys ?? []).Where(n => !evicted.ContainsKey(n)))
            {
                disrupted[forgotten] = null;
            }

            status["disruptedPods"] ??= disrupted.Count > 0 ? disrupted : null;
            var patch = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = budget.Metadata.ResourceVersion }, ["status"] = status };
            Caches.DisruptionBudgets.Observe(await Client.PatchAsync<V1PodDisruptionBudget>(key, patch, cancel, "status").ConfigureAwait(false));
        }
    }

    /// <summary>As many as the owners of the pods want, not as many as there happen to be.</summary>
    private int Expected(List<V1Pod> pods)
    {
        int expected = pods.Count(p => Owners.ControllerOf(p) is null);
        foreach (V1OwnerReference owner in pods.Select(Owners.ControllerOf).OfType<V1OwnerReference>().DistinctBy(o => o.Uid))
        {
            string ns = pods[0].Metadata.NamespaceProperty;
            expected += owner.Kind switch
            {
                "ReplicaSet" => Caches.ReplicaSets.Find(ns, owner.Name)?.Spec.Replicas ?? 0,
                "StatefulSet" => Caches.StatefulSets.Find(ns, owner.Name)?.Spec.Replicas ?? 0,
                _ => pods.Count(p => Owners.ControllerOf(p)?.Uid == owner.Uid),
            };
        }

        return expected;
    }

    private static int Resolve(IntOrString? value, int total)
    {
        string text = value?.Value ?? "1";
        return text.EndsWith('%')
            ? ((int.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture) * total) + 99) / 100
            : int.Parse(text, CultureInfo.InvariantCulture);
    }
}

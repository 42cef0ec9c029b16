using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.ApiServer.Strategies;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Writing;

/// <summary>Whether a pod may be evicted now: its PodDisruptionBudget says so, and counts the eviction.</summary>
internal sealed class EvictionRules(ClusterState cluster)
{
    private const string Budgets = "poddisruptionbudgets.policy";
    private const int RetryAfter = 10;

    /// <exception cref="ApiException">The budget does not allow it now (429), or there is more than one (500).</exception>
    public void Take(StoredObject pod, bool dryRun)
    {
        if (pod.Text("metadata", "deletionTimestamp") is not null || pod.Text("status", "phase") is "Succeeded" or "Failed" or "Pending")
        {
            return;
        }

        while (true)
        {
            var matching = cluster.Store.Snapshot(Budgets).Items.Values.Where(b => b.Key.Namespace == pod.Key.Namespace && Selects(b, pod)).ToList();
            if (matching.Count == 0)
            {
                return;
            }

            if (matching.Count > 1)
            {
                throw new ApiException(500, "InternalError", "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
            }

            var budget = matching[0];
            if (!IsReady(pod) && MayGoUnhealthy(budget))
            {
                return;
            }

            var counted = Counted(budget, pod);
            if (dryRun || cluster.Store.Replace(budget, counted) is not null)
            {
                return;
            }
        }
    }

    /// <summary>An empty selector selects every pod, none at all selects no pod.</summary>
    private static bool Selects(StoredObject budget, StoredObject pod) =>
        budget.Tree.At("spec", "selector") is JsonObject selector && LabelSelectors.Matches(selector, pod.Tree.At("metadata", "labels"));

    private static bool IsReady(StoredObject pod) =>
        (pod.Tree.At("status", "conditions") as JsonArray).Objects().Any(c => c.Text("type") == "Ready" && c.Text("status") == "True");

    private static bool MayGoUnhealthy(StoredObject budget)
    {
        var status = budget.Tree.At("status");
        return budget.Text("spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow"
            || (status.Integer("desiredHealthy") is { } desired and > 0 && status.Integer("currentHealthy") >= desired);
    }

    /// <summary>The budget with this eviction counted; its controller forgets it once the pod is gone.</summary>
    private JsonObject Counted(StoredObject budget, StoredObject pod)
    {
        var status = budget.Tree.At("status");
        if ((status.Integer("observedGeneration") ?? 0) < (budget.Tree.At("metadata").Integer("generation") ?? 0))
        {
            throw Refused($"The disruption budget {budget.Key.Name} is still being processed by the server.", RetryAfter);
        }

        var allowed = status.Integer("disruptionsAllowed") ?? 0;
        if (allowed <= 0)
        {
            throw Refused(
                string.Create(CultureInfo.InvariantCulture, $"The disruption budget {budget.Key.Name} needs {status.Integer("desiredHealthy") ?? 0} healthy pods and has {status.Integer("currentHealthy") ?? 0} currently"), null);
        }

        var counted = budget.Edit();
        counted.Ensure("status")["disruptionsAllowed"] = allowed - 1;
        counted.Ensure("status").Ensure("disruptedPods")[pod.Key.Name] = cluster.Now;
        return counted;
    }

    private static ApiException Refused(string why, int? retryAfter)
    {
        var details = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "DisruptionBudget", ["message"] = why }) };
        if (retryAfter is { } seconds)
        {
            details["retryAfterSeconds"] = (long)seconds;
        }

        return new ApiException(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", details) { RetryAfterSeconds = retryAfter };
    }
}

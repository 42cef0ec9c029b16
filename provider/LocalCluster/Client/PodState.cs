using k8s.Models;

namespace Sluice.LocalCluster.Client;

/// <summary>Questions that every controller asks about a pod.</summary>
internal static class PodState
{
    public static bool IsTerminating(V1Pod pod) => pod.Metadata.DeletionTimestamp is not null;

    public static bool IsFinished(V1Pod pod) => pod.Status?.Phase is "Succeeded" or "Failed";

    /// <summary>Counts towards the replicas its owner wants.</summary>
    public static bool IsActive(V1Pod pod) => !IsTerminating(pod) && !IsFinished(pod);

    public static V1PodCondition? Condition(V1Pod pod, string type) => pod.Status?.Conditions?.FirstOrDefault(c => c.Type == type);

    public static bool IsReady(V1Pod pod) => Condition(pod, "Ready")?.Status == "True";

    /// <summary>Ready for at least the given time.</summary>
    public static bool IsAvailable(V1Pod pod, int minReadySeconds, DateTime now) =>
        Condition(pod, "Ready") is { Status: "True" } ready
        && (minReadySeconds <= 0 || (ready.LastTransitionTime is { } since && since.AddSeconds(minReadySeconds) <= now));
}

using k8s;
using k8s.Models;

namespace Sluice.LocalCluster.Controllers;

/// <summary>The status of a Deployment, calculated from its ReplicaSets.</summary>
internal static class DeploymentStatus
{
    public static V1DeploymentStatus Calculate(
        V1Deployment deployment, V1ReplicaSet? current, IReadOnlyList<V1ReplicaSet> sets, DateTime now)
    {
        int replicas = sets.Sum(s => s.Status?.Replicas ?? 0);
        int available = sets.Sum(s => s.Status?.AvailableReplicas ?? 0);
        int wanted = sets.Sum(s => s.Spec.Replicas ?? 0);
        var status = new V1DeploymentStatus
        {
            ObservedGeneration = deployment.Metadata.Generation,
            Replicas = Count(replicas),
            UpdatedReplicas = Count(current?.Status?.Replicas ?? 0),
            ReadyReplicas = Count(sets.Sum(s => s.Status?.ReadyReplicas ?? 0)),
            AvailableReplicas = Count(available),
            UnavailableReplicas = Count(Math.Max(0, wanted - available)),
            TerminatingReplicas = sets.Sum(s => s.Status?.TerminatingReplicas ?? 0),
            CollisionCount = deployment.Status?.CollisionCount,
            Conditions = deployment.Status?.Conditions,
        };

        RollingUpdate plan = RollingUpdate.Of(deployment.Spec);
        int minimum = plan.Replicas - (deployment.Spec.Strategy?.Type == "Recreate" ? 0 : plan.MaxUnavailable);
        status = available >= minimum
            ? With(status, "Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now)
            : With(status, "Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now);
        return Progress(deployment, current, status, now);
    }

    public static V1DeploymentStatus WithProgress(V1DeploymentStatus status, string value, string reason, string message, DateTime now) =>
        With(status, "Progressing", value, reason, message, now);

    public static bool IsComplete(V1Deployment deployment, V1DeploymentStatus status)
    {
        int wanted = deployment.Spec.Replicas ?? 1;
        return (status.UpdatedReplicas ?? 0) == wanted && (status.Replicas ?? 0) == wanted && (status.AvailableReplicas ?? 0) == wanted
            && status.ObservedGeneration >= deployment.Metadata.Generation;
    }

    /// <summary>How long until the rollout is late; null when nothing is rolling out.</summary>
    public static TimeSpan? DeadlineIn(V1Deployment deployment, V1DeploymentStatus status, DateTime now)
    {
        if (deployment.Spec.ProgressDeadlineSeconds is not (> 0 and < int.MaxValue)
            || Find(status, "Progressing") is not { Status: "True" } progressing
            || progressing.Reason == "NewReplicaSetAvailable")
        {
            return null;
        }

        DateTime since = progressing.LastUpdateTime ?? now;
        return since.AddSeconds(deployment.Spec.ProgressDeadlineSeconds.Value + 1) - now;
    }

    public static bool Same(V1DeploymentStatus? a, V1DeploymentStatus b) =>
        KubernetesJson.Serialize(a ?? new V1DeploymentStatus()) == KubernetesJson.Serialize(b);

    private static V1DeploymentStatus Progress(V1Deployment deployment, V1ReplicaSet? current, V1DeploymentStatus status, DateTime now)
    {
        V1DeploymentCondition? progressing = Find(status, "Progressing");
        if (deployment.Spec.Paused == true)
        {
            return progressing?.Reason == "DeploymentPaused"
                ? status
                : WithProgress(status, "Unknown", "DeploymentPaused", "Deployment is paused", now);
        }

        if (progressing?.Reason == "DeploymentPaused")
        {
            return WithProgress(status, "Unknown", "DeploymentResumed", "Deployment is resumed", now);
        }

        bool hasDeadline = deployment.Spec.ProgressDeadlineSeconds is > 0 and < int.MaxValue;
        if (!hasDeadline || current is null)
        {
            return status;
        }

        string name = current.Metadata.Name;
        if (IsComplete(deployment, status))
        {
            return progressing?.Reason == "NewReplicaSetAvailable" && progressing.Message.Contains($"\"{name}\"", StringComparison.Ordinal)
                ? status
                : Renew(status, "True", "NewReplicaSetAvailable", $"ReplicaSet \"{name}\" has successfully progressed.", now);
        }

        // A rollout that is done does not start to progress again because a pod restarts.
        if (progressing?.Reason == "NewReplicaSetAvailable" && progressing.Message.Contains($"\"{name}\"", StringComparison.Ordinal) && !Scaled(deployment, status))
        {
            return status;
        }

        if (Moved(deployment.Status, status))
        {
            return Renew(status, "True", "ReplicaSetUpdated", $"ReplicaSet \"{name}\" is progressing.", now);
        }

        bool late = progressing is { Status: "True" } && DeadlineIn(deployment, status, now) <= TimeSpan.FromSeconds(1);
        return late
            ? WithProgress(status, "False", "ProgressDeadlineExceeded", $"ReplicaSet \"{name}\" has timed out progressing.", now)
            : status;
    }

    private static bool Scaled(V1Deployment deployment, V1DeploymentStatus status) =>
        (status.UpdatedReplicas ?? 0) != (deployment.Status?.UpdatedReplicas ?? 0);

    private static bool Moved(V1DeploymentStatus? before, V1DeploymentStatus after) =>
        (after.UpdatedReplicas ?? 0) > (before?.UpdatedReplicas ?? 0)
        || ((after.Replicas ?? 0) - (after.UpdatedReplicas ?? 0)) < ((before?.Replicas ?? 0) - (before?.UpdatedReplicas ?? 0))
        || (after.ReadyReplicas ?? 0) > (before?.ReadyReplicas ?? 0)
        || (after.AvailableReplicas ?? 0) > (before?.AvailableReplicas ?? 0);

    private static V1DeploymentCondition? Find(V1DeploymentStatus status, string type) => status.Conditions?.FirstOrDefault(c => c.Type == type);

    /// <summary>Progress counts as news even when the condition reads the same: the deadline runs from its update time.</summary>
    private static V1DeploymentStatus Renew(V1DeploymentStatus status, string value, string reason, string message, DateTime now) =>
        With(status with { Conditions = [.. (status.Conditions ?? []).Select(c => c.Type == "Progressing" ? c with { Reason = "" } : c)] }, "Progressing", value, reason, message, now);

    private static V1DeploymentStatus With(V1DeploymentStatus status, string type, string value, string reason, string message, DateTime now)
    {
        V1DeploymentCondition? old = Find(status, type);
        if (old is not null && old.Status == value && old.Reason == reason && old.Message == message)
        {
            return status;
        }

        DateTime second = new(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        var condition = new V1DeploymentCondition
        {
            Type = type,
            Status = value,
            Reason = reason,
            Message = message,
            LastUpdateTime = second,
            LastTransitionTime = old?.Status == value ? old.LastTransitionTime : second,
        };
        IEnumerable<V1DeploymentCondition> others = (status.Conditions ?? []).Where(c => c.Type != type);
        return status with { Conditions = [.. others, condition] };
    }

    private static int? Count(int value) => value == 0 ? null : value;
}

using System.Text.Json.Nodes;

namespace Sluice.Engine.Kubernetes.Waiting;

/// <summary>When an object of a built-in kind is ready. Kinds that are not listed are ready as soon as they exist.</summary>
internal static class ReadinessRules
{
    public delegate Task<Readiness> Rule(JsonObject live, KubeApi api, CancellationToken cancellation);

    public static Rule? For(GroupVersionKind kind) => (kind.Group, kind.Kind) switch
    {
        ("apps", "Deployment") => DeploymentAsync,
        ("apps", "StatefulSet") => StatefulSetAsync,
        ("apps", "DaemonSet") => DaemonSetAsync,
        ("", "Service") => ServiceAsync,
        ("networking.k8s.io", "Ingress") => Sync(static o => Addresses(o) ? Readiness.Done : Readiness.Waiting("Ingress was not allocated an address; is there an ingress controller?")),
        ("batch", "Job") => Sync(Job),
        ("", "Pod") => Sync(Pod),
        ("", "PersistentVolumeClaim") => Sync(static o => Phase(o, "Bound") ? Readiness.Done : Readiness.Waiting($"the claim is {Text(o["status"]?["phase"]) ?? "not bound yet"}")),
        ("", "PersistentVolume") => Sync(static o => Phase(o, "Available") || Phase(o, "Bound") ? Readiness.Done : Readiness.Waiting("the volume is not available yet")),
        ("", "ReplicationController") => Sync(static o => Number(o["status"]?["readyReplicas"]) >= Number(o["spec"]?["replicas"], 1) ? Readiness.Done : Readiness.Waiting("replicas are not ready yet")),
        _ => null,
    };

    private static Rule Sync(Func<JsonObject, Readiness> rule) => (live, _, _) => Task.FromResult(rule(live));

    private static async Task<Readiness> DeploymentAsync(JsonObject live, KubeApi api, CancellationToken cancellation)
    {
        if (!Observed(live))
        {
            return Readiness.Waiting("the Deployment has not been looked at yet");
        }

        var status = live["status"];
        var wanted = Number(live["spec"]?["replicas"], 1);
        var (updated, total, available) = (Number(status?["updatedReplicas"]), Number(status?["replicas"]), Number(status?["availableReplicas"]));
        if (updated >= wanted && total <= updated && available >= updated && Condition(live, "Available") is not { Status: "False" })
        {
            return Readiness.Done;
        }

        var text = updated < wanted ? $"{updated} of {wanted} new pods made" : total > updated ? $"{total - updated} old pods to end" : $"{available} of {wanted} pods available";
        if (Condition(live, "Progressing") is { Status: "False" } stopped)
        {
            return new Readiness(false, $"the rollout stopped ({stopped.Reason}): {stopped.Message}{await PodProblemsAsync(live, api, cancellation)}") { Hopeless = true };
        }

        if (Condition(live, "ReplicaFailure") is { Status: "True" } refused)
        {
            return new Readiness(false, $"{text}; pods cannot be made ({refused.Reason}): {refused.Message}") { Stalled = true };
        }

        var problems = await PodProblemsAsync(live, api, cancellation);
        return new Readiness(false, text + problems) { Stalled = problems.Length > 0 };
    }

    private static async Task<Readiness> StatefulSetAsync(JsonObject live, KubeApi api, CancellationToken cancellation)
    {
        var status = live["status"];
        var wanted = Number(live["spec"]?["replicas"], 1);
        var ready = Number(status?["readyReplicas"]);
        var rolled = Text(status?["currentRevision"]) == Text(status?["updateRevision"]);
        if (Observed(live) && rolled && ready >= wanted)
        {
            return Readiness.Done;
        }

        var problems = await PodProblemsAsync(live, api, cancellation);
        return new Readiness(false, $"{ready} of {wanted} pods ready{problems}") { Stalled = problems.Length > 0 };
    }

    private static async Task<Readiness> DaemonSetAsync(JsonObject live, KubeApi api, CancellationToken cancellation)
    {
        var status = live["status"];
        var wanted = Number(status?["desiredNumberScheduled"]);
        var available = Number(status?["numberAvailable"]);
        if (Observed(live) && Number(status?["updatedNumberScheduled"]) >= wanted && available >= wanted)
        {
            return Readiness.Done;
        }

        var problems = await PodProblemsAsync(live, api, cancellation);
        return new Readiness(false, $"{available} of {wanted} pods available{problems}") { Stalled = problems.Length > 0 };
    }

    private static async Task<Readiness> ServiceAsync(JsonObject live, KubeApi api, CancellationToken cancellation)
    {
        var spec = live["spec"];
        var type = Text(spec?["type"]) ?? "ClusterIP";
        if (type == "LoadBalancer" && !Addresses(live))
        {
            return Readiness.Waiting("Service was not allocated an IP address; does your cloud provider support this?");
        }

        if (type == "ExternalName" || Text(spec?["clusterIP"]) == "None" || spec?["selector"] is not JsonObject { Count: > 0 })
        {
            return Readiness.Done;
        }

        var (ns, name) = (Text(live["metadata"]?["namespace"]) ?? "default", Text(live["metadata"]?["name"]));
        var slices = (await api.GetAsync($"/apis/discovery.k8s.io/v1/namespaces/{ns}/endpointslices?labelSelector={Uri.EscapeDataString($"kubernetes.io/service-name={name}")}", cancellation)).Object;
        var ready = (slices["items"] as JsonArray ?? [])
            .SelectMany(static s => s?["endpoints"] as JsonArray ?? [])
            .Any(static e => e?["conditions"]?["ready"]?.GetValue<bool>() ?? true);
        return ready
            ? Readiness.Done
            : Readiness.Waiting("Service does not target any Pods. Selected Pods may not be ready, or field '.spec.selector' may not match labels on any Pods");
    }

    private static Readiness Job(JsonObject live) =>
        Condition(live, "Complete") is { Status: "True" } ? Readiness.Done
        : Condition(live, "Failed") is { Status: "True" } failed ? new Readiness(false, $"the Job failed ({failed.Reason}): {failed.Message}") { Hopeless = true }
        : Readiness.Waiting($"{Number(live["status"]?["succeeded"])} of {Number(live["spec"]?["completions"], 1)} completions");

    private static Readiness Pod(JsonObject live)
    {
        if (Phase(live, "Succeeded") || Condition(live, "Ready") is { Status: "True" })
        {
            return Readiness.Done;
        }

        var problem = PodProblem(live);
        return new Readiness(false, problem ?? $"the Pod is {Text(live["status"]?["phase"]) ?? "Pending"}") { Stalled = problem is not null, Hopeless = Phase(live, "Failed") };
    }

    /// <summary>What the pods behind a workload complain of, one line each; empty when they do not.</summary>
    private static async Task<string> PodProblemsAsync(JsonObject live, KubeApi api, CancellationToken cancellation)
    {
        if (live["spec"]?["selector"]?["matchLabels"] is not JsonObject labels || labels.Count == 0)
        {
            return "";
        }

        var selector = Uri.EscapeDataString(string.Join(',', labels.Select(static l => $"{l.Key}={l.Value}")));
        var ns = Text(live["metadata"]?["namespace"]) ?? "default";
        var pods = (await api.GetAsync($"/api/v1/namespaces/{ns}/pods?labelSelector={selector}", cancellation)).Object;
        var problems = (pods["items"] as JsonArray ?? []).OfType<JsonObject>().Select(PodProblem).OfType<string>().Distinct(StringComparer.Ordinal);
        return string.Concat(problems.Select(static p => "\n    " + p));
    }

    private static string? PodProblem(JsonObject pod)
    {
        var name = Text(pod["metadata"]?["name"]);
        if (Condition(pod, "PodScheduled") is { Status: "False", Reason: "Unschedulable" } unscheduled)
        {
            return $"pod {name} cannot be scheduled: {unscheduled.Message}";
        }

        var containers = (pod["status"]?["initContainerStatuses"] as JsonArray ?? []).Concat(pod["status"]?["containerStatuses"] as JsonArray ?? []).OfType<JsonObject>();
        foreach (var container in containers)
        {
            if (container["state"]?["waiting"] is JsonObject waiting && Text(waiting["reason"]) is { } reason and not ("ContainerCreating" or "PodInitializing"))
            {
                var last = container["lastState"]?["terminated"] is JsonObject ended ? $" (exit code {ended["exitCode"]}{(Text(ended["message"]) is { Length: > 0 } why ? ": " + why.Trim() : "")})" : "";
                return $"pod {name}, container {container["name"]}: {reason}: {Text(waiting["message"])}{last}";
            }
        }

        return null;
    }

    private sealed record Found(string Status, string Reason, string Message);

    private static Found? Condition(JsonObject live, string type) =>
        (live["status"]?["conditions"] as JsonArray ?? []).OfType<JsonObject>()
            .Where(c => Text(c["type"]) == type)
            .Select(static c => new Found(Text(c["status"]) ?? "Unknown", Text(c["reason"]) ?? "", Text(c["message"]) ?? ""))
            .FirstOrDefault();

    private static bool Observed(JsonObject live) => Number(live["status"]?["observedGeneration"]) >= Number(live["metadata"]?["generation"]);

    private static bool Addresses(JsonObject live) => live["status"]?["loadBalancer"]?["ingress"] is JsonArray { Count: > 0 };

    private static bool Phase(JsonObject live, string phase) => Text(live["status"]?["phase"]) == phase;

    private static long Number(JsonNode? node, long otherwise = 0) => node is JsonValue v && v.TryGetValue<double>(out var number) ? (long)number : otherwise;

    private static string? Text(JsonNode? node) => node is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;
}

using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>
/// Keeps the target of a HorizontalPodAutoscaler between its minimum and maximum. There is no metrics API here, so it
/// never scales by load and says so, as a real cluster without a metrics server does.
/// </summary>
internal sealed class AutoscalerController : Controller
{
    public AutoscalerController(ControllerContext context)
        : base(context)
    {
        Caches.Autoscalers.OnChange(change => Queue.Add(ObjectKey.Of(change.Current)));
        Caches.Deployments.OnChange(change =>
        {
            V1Deployment target = change.Current;
            foreach (V2HorizontalPodAutoscaler scaler in Caches.Autoscalers.In(target.Metadata.NamespaceProperty)
                .Where(a => a.Spec.ScaleTargetRef is { Kind: "Deployment" } reference && reference.Name == target.Metadata.Name))
            {
                Queue.Add(ObjectKey.Of(scaler));
            }
        });
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (Caches.Autoscalers.Find(key) is not { Metadata.DeletionTimestamp: null } scaler)
        {
            return;
        }

        V2CrossVersionObjectReference reference = scaler.Spec.ScaleTargetRef;
        V1Deployment? target = reference.Kind == "Deployment" ? Caches.Deployments.Find(key.Namespace, reference.Name) : null;
        if (target is null)
        {
            string plural = reference.Kind == "Deployment" ? "deployments.apps" : reference.Kind;
            await WriteAsync(
                scaler, 0, 0, [Condition(scaler, "AbleToScale", "False", "FailedGetScale", $"the HPA controller was unable to get the target's current scale: {plural} \"{reference.Name}\" not found")], cancel)
                .ConfigureAwait(false);
            return;
        }

        int current = target.Spec.Replicas ?? 1;
        int desired = current == 0 ? 0 : Math.Clamp(current, scaler.Spec.MinReplicas ?? 1, scaler.Spec.MaxReplicas);
        if (desired != current)
        {
            var patch = new JsonObject { ["spec"] = new JsonObject { ["replicas"] = desired } };
            Caches.Deployments.Observe(await Client.PatchAsync<V1Deployment>(ObjectKey.Of(target), patch, cancel).ConfigureAwait(false));
            string side = desired > current ? "Current number of replicas below Spec.MinReplicas" : "Current number of replicas above Spec.MaxReplicas";
            Context.Events.Normal(new EventSubject(scaler, Kinds.Autoscalers), "SuccessfulRescale", $"New size: {desired}; reason: {side}");
        }

        List<V2HorizontalPodAutoscalerCondition> conditions =
        [
            Condition(scaler, "AbleToScale", "True", "SucceededGetScale", "the HPA controller was able to get the target's current scale"),
            current == 0
                ? Condition(scaler, "ScalingActive", "False", "ScalingDisabled", "scaling is disabled since the replica count of the target is zero")
                : Condition(
                    scaler,
                    "ScalingActive",
                    "False",
                    "FailedGetResourceMetric",
                    "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)"),
        ];
        await WriteAsync(scaler, target.Status?.Replicas ?? 0, desired, conditions, cancel).ConfigureAwait(false);
    }

    private async Task WriteAsync(V2HorizontalPodAutoscaler scaler, int current, int desired, List<V2HorizontalPodAutoscalerCondition> conditions, CancellationToken cancel)
    {
        var status = new V2HorizontalPodAutoscalerStatus { CurrentReplicas = current == 0 ? null : current, DesiredReplicas = desired, Conditions = conditions, LastScaleTime = scaler.Status?.LastScaleTime };
        if (KubernetesJson.Serialize(scaler.Status ?? new V2HorizontalPodAutoscalerStatus()) != KubernetesJson.Serialize(status))
        {
            var patch = new JsonObject { ["status"] = JsonNode.Parse(KubernetesJson.Serialize(status)) };
            Caches.Autoscalers.Observe(await Client.PatchAsync<V2HorizontalPodAutoscaler>(ObjectKey.Of(scaler), patch, cancel, "status").ConfigureAwait(false));
        }
    }

    private V2HorizontalPodAutoscalerCondition Condition(V2HorizontalPodAutoscaler scaler, string type, string status, string reason, string message)
    {
        V2HorizontalPodAutoscalerCondition? old = scaler.Status?.Conditions?.FirstOrDefault(c => c.Type == type);
        return new V2HorizontalPodAutoscalerCondition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastTransitionTime = old?.Status == status ? old.LastTransitionTime : Context.Now,
        };
    }
}

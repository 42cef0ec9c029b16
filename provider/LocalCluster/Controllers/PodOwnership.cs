using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>How workload controllers make pods, take them over, let them go and delete them.</summary>
internal static class PodOwnership
{
    /// <summary>The pods the owner controls; matching orphans are adopted, those that no longer match are released.</summary>
    public static async Task<List<V1Pod>> ClaimAsync(
        ControllerContext context, IKubernetesObject<V1ObjectMeta> owner, ApiResource resource, V1LabelSelector selector, CancellationToken cancel)
    {
        var claimed = new List<V1Pod>();
        foreach (V1Pod pod in context.Caches.Pods.In(owner.Metadata.NamespaceProperty).ToList())
        {
            bool matches = LabelSelectors.Matches(selector, pod.Metadata.Labels);
            V1OwnerReference? controller = Owners.ControllerOf(pod);
            if (controller?.Uid == owner.Metadata.Uid)
            {
                if (matches)
                {
                    claimed.Add(pod);
                }
                else if (!PodState.IsTerminating(pod))
                {
                    await WriteOwnersAsync(context, pod, (pod.Metadata.OwnerReferences ?? []).Where(o => o.Uid != owner.Metadata.Uid), cancel).ConfigureAwait(false);
                }
            }
            else if (matches && controller is null && PodState.IsActive(pod) && owner.Metadata.DeletionTimestamp is null)
            {
                claimed.Add(await WriteOwnersAsync(
                    context, pod, [.. pod.Metadata.OwnerReferences ?? [], Owners.Controller(owner, resource)], cancel).ConfigureAwait(false));
            }
        }

        return claimed;
    }

    public static async Task<V1Pod> CreateAsync(
        ControllerContext context, IKubernetesObject<V1ObjectMeta> owner, ApiResource resource, V1PodTemplateSpec template, string? name, CancellationToken cancel)
    {
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                GenerateName = name is null ? $"{owner.Metadata.Name}-" : null,
                NamespaceProperty = owner.Metadata.NamespaceProperty,
                Labels = template.Metadata?.Labels is { } labels ? new Dictionary<string, string>(labels) : null,
                Annotations = template.Metadata?.Annotations is { } annotations ? new Dictionary<string, string>(annotations) : null,
                Finalizers = template.Metadata?.Finalizers,
                OwnerReferences = [Owners.Controller(owner, resource)],
            },
            Spec = template.Spec,
        };
        V1Pod created = await context.Client.CreateAsync(pod, cancel).ConfigureAwait(false);
        context.Caches.Pods.Observe(created);
        context.Events.Normal(new EventSubject(owner, resource), "SuccessfulCreate", $"Created pod: {created.Metadata.Name}");
        return created;
    }

    public static async Task DeleteAsync(
        ControllerContext context, IKubernetesObject<V1ObjectMeta> owner, ApiResource resource, V1Pod pod, CancellationToken cancel)
    {
        JsonObject? answer = await context.Client.DeleteAsync(
            Kinds.Pods, ObjectKey.Of(pod), new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = pod.Metadata.Uid } }, cancel).ConfigureAwait(false);
        ObserveDeletion(context, pod, answer);
        context.Events.Normal(new EventSubject(owner, resource), "SuccessfulDelete", $"Deleted pod: {pod.Metadata.Name}");
    }

    /// <summary>A pod on a node comes back marked as terminating; one that never had a node is gone at once.</summary>
    public static void ObserveDeletion(ControllerContext context, V1Pod pod, JsonObject? answer)
    {
        if (answer?["kind"]?.GetValue<string>() == "Pod" && answer["metadata"]?["deletionTimestamp"] is not null && !string.IsNullOrEmpty(pod.Spec.NodeName))
        {
            context.Caches.Pods.Observe(KubernetesJson.Deserialize<V1Pod>(answer.ToJsonString()));
        }
    }

    private static async Task<V1Pod> WriteOwnersAsync(ControllerContext context, V1Pod pod, IEnumerable<V1OwnerReference> owners, CancellationToken cancel)
    {
        List<V1OwnerReference> list = [.. owners];
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["uid"] = pod.Metadata.Uid,
                ["ownerReferences"] = list.Count == 0 ? null : JsonNode.Parse(KubernetesJson.Serialize(list)),
            },
        };
        V1Pod updated = await context.Client.PatchAsync<V1Pod>(ObjectKey.Of(pod), patch, cancel).ConfigureAwait(false);
        context.Caches.Pods.Observe(updated);
        return updated;
    }
}

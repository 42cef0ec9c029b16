using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Node.Images;

namespace Sluice.LocalCluster.Hosting;

/// <summary>
/// Brings a program that was built anew into the pods that run it. Where images are built, the build gives them a new name or digest and
/// a rollout follows; here the name stays, so the digest in the pods' status is compared with the program on disk.
/// </summary>
public static class ImageRollout
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ApiResource[] WithTemplate = [Kinds.Deployments, Kinds.StatefulSets, Kinds.DaemonSets];

    /// <summary>
    /// Restarts, as <c>kubectl rollout restart</c> does, every Deployment, StatefulSet and DaemonSet with a pod whose program has changed,
    /// and waits, half a minute at most, until the Deployments are rolled out. Pods without such an owner are left alone.
    /// </summary>
    /// <param name="kubeconfig">The kubeconfig file of a running local cluster.</param>
    /// <param name="catalogs">The image catalogs of that cluster, in its order.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>What was restarted, as <c>Deployment namespace/name</c>.</returns>
    /// <exception cref="HttpRequestException">The cluster does not answer or refuses.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(string kubeconfig, IReadOnlyList<string> catalogs, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            return await RestartOutdatedAsync(kubeconfig, catalogs, time, cancel).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            throw new HttpRequestException(e.Message, e);
        }
    }

    private static async Task<IReadOnlyList<string>> RestartOutdatedAsync(string kubeconfig, IReadOnlyList<string> catalogs, TimeProvider time, CancellationToken cancel)
    {
        using var kubernetes = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        var client = new ApiClient(kubernetes, "sluice");
        var images = new ImageCatalog(catalogs);
        List<V1Pod> pods = (await client.ListAsync<V1Pod>(Kinds.Pods, cancel).ConfigureAwait(false)).Items;
        var outdated = new HashSet<(ApiResource Resource, ObjectKey Key)>();
        foreach (V1Pod pod in pods.Where(p => PodState.IsActive(p) && IsOutdated(p, images)))
        {
            if (await OwnerAsync(client, pod, cancel).ConfigureAwait(false) is { } owner)
            {
                outdated.Add(owner);
            }
        }

        var restarted = new List<string>();
        foreach ((ApiResource resource, ObjectKey key) in outdated.OrderBy(o => o.Key.ToString(), StringComparer.Ordinal))
        {
            await RestartAsync(client, resource, key, time, cancel).ConfigureAwait(false);
            restarted.Add($"{resource.Kind} {key}");
        }

        long started = time.GetTimestamp();
        foreach ((ApiResource _, ObjectKey key) in outdated.Where(o => o.Resource == Kinds.Deployments))
        {
            while (time.GetElapsedTime(started) < Patience && await IsRollingAsync(client, key, cancel).ConfigureAwait(false))
            {
                await Task.Delay(Pause, time, cancel).ConfigureAwait(false);
            }
        }

        return restarted;
    }

    private static bool IsOutdated(V1Pod pod, ImageCatalog images) =>
        pod.Spec.Containers.Any(container =>
            pod.Status?.ContainerStatuses?.FirstOrDefault(s => s.Name == container.Name) is { ImageID.Length: > 0 } status
            && images.Find(container.Image, out _) is { } entry
            && images.IdOf(container.Image, entry) != status.ImageID);

    private static async Task<(ApiResource Resource, ObjectKey Key)?> OwnerAsync(ApiClient client, V1Pod pod, CancellationToken cancel)
    {
        V1OwnerReference? owner = Owners.ControllerOf(pod);
        if (owner?.Kind == "ReplicaSet")
        {
            V1ReplicaSet? set = await client.FindAsync<V1ReplicaSet>(Kinds.ReplicaSets, new ObjectKey(pod.Metadata.NamespaceProperty, owner.Name), cancel).ConfigureAwait(false);
            owner = set is null ? null : Owners.ControllerOf(set);
        }

        ApiResource? resource = WithTemplate.FirstOrDefault(r => r.Kind == owner?.Kind);
        return resource is null ? null : (resource, new ObjectKey(pod.Metadata.NamespaceProperty, owner!.Name));
    }

    private static async Task RestartAsync(ApiClient client, ApiResource resource, ObjectKey key, TimeProvider time, CancellationToken cancel)
    {
        var annotations = new JsonObject { ["kubectl.kubernetes.io/restartedAt"] = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture) };
        var patch = new JsonObject { ["spec"] = new JsonObject { ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } } } };
        try
        {
            await client.PatchAsync<JsonObject>(resource, key, patch, cancel).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // Deleted meanwhile.
        }
    }

    private static async Task<bool> IsRollingAsync(ApiClient client, ObjectKey key, CancellationToken cancel)
    {
        if (await client.FindAsync<V1Deployment>(Kinds.Deployments, key, cancel).ConfigureAwait(false) is not { } deployment)
        {
            return false;
        }

        V1DeploymentStatus status = deployment.Status ?? new V1DeploymentStatus();
        int wanted = deployment.Spec.Replicas ?? 1;
        bool observed = status.ObservedGeneration >= deployment.Metadata.Generation;
        bool done = (status.UpdatedReplicas ?? 0) >= wanted && (status.Replicas ?? 0) == (status.UpdatedReplicas ?? 0) && (status.AvailableReplicas ?? 0) >= wanted;
        bool stuck = status.Conditions?.Any(c => c is { Type: "Progressing", Status: "False" } or { Type: "Progressing", Reason: "DeploymentPaused" }) == true;
        return !observed || (!done && !stuck);
    }
}

using k8s.Models;
using Sluice.LocalCluster.Node.Volumes;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>What the containers of one pod share.</summary>
internal sealed class PodContext(V1Pod pod, PodIdentity identity, PodVolumes volumes, Publication published)
{
    private volatile V1Pod _pod = pod;
    private volatile bool _stopping;

    /// <summary>The newest state of the object that is known.</summary>
    public V1Pod Pod
    {
        get => _pod;
        set => _pod = value;
    }

    public PodIdentity Identity { get; } = identity;

    public PodVolumes Volumes { get; } = volumes;

    /// <summary>The pod is being deleted: what ends now is not started again.</summary>
    public bool IsStopping
    {
        get => _stopping;
        set => _stopping = value;
    }

    public void Changed() => published.Changed();

    /// <summary>Waits until the pod's status shows what has changed; not in a pod that is going anyway.</summary>
    public Task ShownAsync(CancellationToken cancel) => IsStopping ? Task.CompletedTask : published.ToldAsync(cancel);

    public bool IsInit(V1Container container) => _pod.Spec.InitContainers?.Any(c => c.Name == container.Name) == true;

    /// <summary>An init container with restartPolicy Always is a sidecar: it keeps running beside the others.</summary>
    public static bool IsSidecar(V1Container container) => container.RestartPolicy == "Always";

    public string RestartPolicy(V1Container container)
    {
        if (!IsInit(container))
        {
            return _pod.Spec.RestartPolicy ?? "Always";
        }

        return IsSidecar(container) ? "Always" : _pod.Spec.RestartPolicy == "Never" ? "Never" : "OnFailure";
    }
}

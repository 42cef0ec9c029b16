using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Sluice.LocalCluster.Client;

/// <summary>One cache per kind, shared by all controllers and the node.</summary>
internal sealed class ClusterCaches
{
    private readonly List<IResourceCache> _all = [];

    public ClusterCaches(ApiClient client, TimeProvider time, ILogger logger)
    {
        Namespaces = Add<V1Namespace>();
        Nodes = Add<V1Node>();
        Pods = Add<V1Pod>();
        Services = Add<V1Service>();
        Endpoints = Add<V1Endpoints>();
        EndpointSlices = Add<V1EndpointSlice>();
        ConfigMaps = Add<V1ConfigMap>();
        Secrets = Add<V1Secret>();
        ServiceAccounts = Add<V1ServiceAccount>();
        Deployments = Add<V1Deployment>();
        ReplicaSets = Add<V1ReplicaSet>();
        StatefulSets = Add<V1StatefulSet>();
        DaemonSets = Add<V1DaemonSet>();
        Jobs = Add<V1Job>();
        Autoscalers = Add<V2HorizontalPodAutoscaler>();
        DisruptionBudgets = Add<V1PodDisruptionBudget>();

        ResourceCache<T> Add<T>()
            where T : class, IKubernetesObject<V1ObjectMeta>
        {
            var cache = new ResourceCache<T>(client, Kinds.Of<T>(), time, logger);
            _all.Add(cache);
            return cache;
        }
    }

    public ResourceCache<V1Namespace> Namespaces { get; }

    public ResourceCache<V1Node> Nodes { get; }

    public ResourceCache<V1Pod> Pods { get; }

    public ResourceCache<V1Service> Services { get; }

    public ResourceCache<V1Endpoints> Endpoints { get; }

    public ResourceCache<V1EndpointSlice> EndpointSlices { get; }

    public ResourceCache<V1ConfigMap> ConfigMaps { get; }

    public ResourceCache<V1Secret> Secrets { get; }

    public ResourceCache<V1ServiceAccount> ServiceAccounts { get; }

    public ResourceCache<V1Deployment> Deployments { get; }

    public ResourceCache<V1ReplicaSet> ReplicaSets { get; }

    public ResourceCache<V1StatefulSet> StatefulSets { get; }

    public ResourceCache<V1DaemonSet> DaemonSets { get; }

    public ResourceCache<V1Job> Jobs { get; }

    public ResourceCache<V2HorizontalPodAutoscaler> Autoscalers { get; }

    public ResourceCache<V1PodDisruptionBudget> DisruptionBudgets { get; }

    public Task Synced => Task.WhenAll(_all.Select(c => c.Synced));

    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(_all.Select(c => c.RunAsync(cancel)));
}

using k8s.Models;

namespace Sluice.LocalCluster.Client;

/// <summary>The kinds that controllers and the node work with.</summary>
internal static class Kinds
{
    public static readonly ApiResource Namespaces = new("", "v1", "namespaces", "Namespace", ResourceScope.Cluster);
    public static readonly ApiResource Nodes = new("", "v1", "nodes", "Node", ResourceScope.Cluster);
    public static readonly ApiResource Pods = new("", "v1", "pods", "Pod", ResourceScope.Namespaced);
    public static readonly ApiResource Services = new("", "v1", "services", "Service", ResourceScope.Namespaced);
    public static readonly ApiResource Endpoints = new("", "v1", "endpoints", "Endpoints", ResourceScope.Namespaced);
    public static readonly ApiResource ConfigMaps = new("", "v1", "configmaps", "ConfigMap", ResourceScope.Namespaced);
    public static readonly ApiResource Secrets = new("", "v1", "secrets", "Secret", ResourceScope.Namespaced);
    public static readonly ApiResource ServiceAccounts = new("", "v1", "serviceaccounts", "ServiceAccount", ResourceScope.Namespaced);
    public static readonly ApiResource Events = new("", "v1", "events", "Event", ResourceScope.Namespaced);
    public static readonly ApiResource Deployments = new("apps", "v1", "deployments", "Deployment", ResourceScope.Namespaced);
    public static readonly ApiResource ReplicaSets = new("apps", "v1", "replicasets", "ReplicaSet", ResourceScope.Namespaced);
    public static readonly ApiResource StatefulSets = new("apps", "v1", "statefulsets", "StatefulSet", ResourceScope.Namespaced);
    public static readonly ApiResource DaemonSets = new("apps", "v1", "daemonsets", "DaemonSet", ResourceScope.Namespaced);
    public static readonly ApiResource Jobs = new("batch", "v1", "jobs", "Job", ResourceScope.Namespaced);
    public static readonly ApiResource EndpointSlices = new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", ResourceScope.Namespaced);
    public static readonly ApiResource Leases = new("coordination.k8s.io", "v1", "leases", "Lease", ResourceScope.Namespaced);
    public static readonly ApiResource Autoscalers = new("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", ResourceScope.Namespaced);
    public static readonly ApiResource DisruptionBudgets = new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", ResourceScope.Namespaced);
    public static readonly ApiResource CustomResourceDefinitions =
        new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", ResourceScope.Cluster);

    private static readonly Dictionary<Type, ApiResource> ByType = new()
    {
        [typeof(V1Namespace)] = Namespaces,
        [typeof(V1Node)] = Nodes,
        [typeof(V1Pod)] = Pods,
        [typeof(V1Service)] = Services,
        [typeof(V1Endpoints)] = Endpoints,
        [typeof(V1ConfigMap)] = ConfigMaps,
        [typeof(V1Secret)] = Secrets,
        [typeof(V1ServiceAccount)] = ServiceAccounts,
        [typeof(Corev1Event)] = Events,
        [typeof(V1Deployment)] = Deployments,
        [typeof(V1ReplicaSet)] = ReplicaSets,
        [typeof(V1StatefulSet)] = StatefulSets,
        [typeof(V1DaemonSet)] = DaemonSets,
        [typeof(V1Job)] = Jobs,
        [typeof(V1EndpointSlice)] = EndpointSlices,
        [typeof(V1Lease)] = Leases,
        [typeof(V2HorizontalPodAutoscaler)] = Autoscalers,
        [typeof(V1PodDisruptionBudget)] = DisruptionBudgets,
        [typeof(V1CustomResourceDefinition)] = CustomResourceDefinitions,
    };

    public static ApiResource Of<T>() => ByType[typeof(T)];
}

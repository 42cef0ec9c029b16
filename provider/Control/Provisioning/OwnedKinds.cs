using System.Collections.Immutable;
using Sluice.Control.Kubernetes;

namespace Sluice.Control.Provisioning;

/// <summary>The kinds that are made for a Gateway.</summary>
internal static class OwnedKinds
{
    public static readonly ApiResource ServiceAccounts = new("", "v1", "serviceaccounts", "ServiceAccount", Namespaced: true);
    public static readonly ApiResource ConfigMaps = new("", "v1", "configmaps", "ConfigMap", Namespaced: true);
    public static readonly ApiResource Services = new("", "v1", "services", "Service", Namespaced: true);
    public static readonly ApiResource Deployments = new("apps", "v1", "deployments", "Deployment", Namespaced: true);
    public static readonly ApiResource Autoscalers = new("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", Namespaced: true);
    public static readonly ApiResource DisruptionBudgets = new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", Namespaced: true);

    public static readonly ImmutableArray<ApiResource> All = [ConfigMaps, ServiceAccounts, Services, Deployments, Autoscalers, DisruptionBudgets];
}

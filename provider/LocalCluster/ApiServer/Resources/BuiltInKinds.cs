using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Schemas;
using Sluice.LocalCluster.ApiServer.Strategies;

namespace Sluice.LocalCluster.ApiServer.Resources;

/// <summary>The table of built-in resources.</summary>
internal static class BuiltInKinds
{
    private static readonly string[] StatusVerbs = ["get", "patch", "update"];
    private static readonly string[] ProxyVerbs = ["create", "delete", "get", "patch", "update"];
    private static readonly string[] StreamVerbs = ["create", "get"];
    private static readonly string[] CreateOnly = ["create"];

    public static IReadOnlyList<ResourceKind> All { get; } = [.. Core(), .. Apps(), .. Access(), .. Others()];

    private static IEnumerable<ResourceKind> Core()
    {
        var core = new Table("", "v1", "core.v1");
        yield return core.Answered("bindings", "Binding", ResourceScope.Namespaced);
        yield return core.Kind("configmaps", "ConfigMap", new ConfigMapStrategy(), "cm");
        yield return core.Kind("endpoints", "Endpoints", new EndpointsStrategy(), "ep") with { Singular = "endpoints" };
        yield return core.Kind("events", "Event", new EventStrategy(), "ev");
        yield return core.Kind("limitranges", "LimitRange", ResourceStrategy.Plain, "limits");
        yield return core.Cluster("namespaces", "Namespace", new NamespaceStrategy(), "ns") with
        {
            Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"],
            Subresources = [core.Sub("finalize", "Namespace", "update"), core.Status("Namespace")],
        };
        yield return core.Cluster("nodes", "Node", new NodeStrategy(), "no") with
        {
            Subresources = [core.Sub("proxy", "NodeProxyOptions", ProxyVerbs), core.Status("Node")],
        };
        yield return core.Kind("persistentvolumeclaims", "PersistentVolumeClaim", new ClaimStrategy(), "pvc") with { Subresources = [core.Status("PersistentVolumeClaim")] };
        yield return core.Cluster("persistentvolumes", "PersistentVolume", new StatusStrategy(false, BuiltInRules.VolumeDefaults) { InitialStatus = new JsonObject { ["phase"] = "Pending" } }, "pv") with
        {
            Subresources = [core.Status("PersistentVolume")],
        };
        yield return core.Kind("pods", "Pod", new PodStrategy(), "po") with
        {
            Categories = ["all"],
            Subresources =
            [
                core.Sub("attach", "PodAttachOptions", StreamVerbs),
                core.Sub("binding", "Binding", CreateOnly),
                core.Sub("ephemeralcontainers", "Pod", StatusVerbs),
                new Subresource("eviction", new GroupVersionKind("policy", "v1", "Eviction"), CreateOnly),
                core.Sub("exec", "PodExecOptions", StreamVerbs),
                core.Sub("log", "Pod", "get"),
                core.Sub("portforward", "PodPortForwardOptions", StreamVerbs),
                core.Sub("proxy", "PodProxyOptions", ProxyVerbs),
                core.Sub("resize", "Pod", StatusVerbs),
                core.Status("Pod"),
            ],
        };
        yield return core.Kind("podtemplates", "PodTemplate", ResourceStrategy.Plain);
        yield return core.Kind("replicationcontrollers", "ReplicationController", new StatusStrategy(generation: true), "rc") with
        {
            Categories = ["all"],
            Subresources = [Table.Scale(), core.Status("ReplicationController")],
        };
        yield return core.Kind("resourcequotas", "ResourceQuota", new StatusStrategy(generation: false), "quota") with { Subresources = [core.Status("ResourceQuota")] };
        yield return core.Kind("secrets", "Secret", new SecretStrategy());
        yield return core.Kind("serviceaccounts", "ServiceAccount", new ServiceAccountStrategy(), "sa") with
        {
            Subresources = [new Subresource("token", new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest"), CreateOnly)],
        };
        yield return core.Kind("services", "Service", new ServiceStrategy(), "svc") with
        {
            Categories = ["all"],
            Subresources = [core.Sub("proxy", "ServiceProxyOptions", ProxyVerbs), core.Status("Service")],
        };
    }

    private static IEnumerable<ResourceKind> Apps()
    {
        var apps = new Table("apps", "v1", "apps.v1");
        yield return apps.Kind("controllerrevisions", "ControllerRevision", ResourceStrategy.Plain);
        yield return apps.Kind("daemonsets", "DaemonSet", new DaemonSetStrategy(), "ds") with { Categories = ["all"], Subresources = [apps.Status("DaemonSet")] };
        yield return apps.Kind("deployments", "Deployment", new DeploymentStrategy(), "deploy") with { Categories = ["all"], Subresources = [Table.Scale(), apps.Status("Deployment")] };
        yield return apps.Kind("replicasets", "ReplicaSet", new ReplicaSetStrategy(), "rs") with { Categories = ["all"], Subresources = [Table.Scale(), apps.Status("ReplicaSet")] };
        yield return apps.Kind("statefulsets", "StatefulSet", new StatefulSetStrategy(), "sts") with { Categories = ["all"], Subresources = [Table.Scale(), apps.Status("StatefulSet")] };

        var batch = new Table("batch", "v1", "batch.v1");
        yield return batch.Kind("cronjobs", "CronJob", new StatusStrategy(generation: true, BuiltInRules.CronJobDefaults), "cj") with { Categories = ["all"], Subresources = [batch.Status("CronJob")] };
        yield return batch.Kind("jobs", "Job", new JobStrategy()) with { Categories = ["all"], Subresources = [batch.Status("Job")] };

        var autoscaling = new Table("autoscaling", "v2", "autoscaling.v2");
        yield return autoscaling.Kind("horizontalpodautoscalers", "HorizontalPodAutoscaler", AutoscalerStrategy(), "hpa") with
        {
            Categories = ["all"],
            Subresources = [autoscaling.Status("HorizontalPodAutoscaler")],
        };

        var older = new Table("autoscaling", "v1", "autoscaling.v1");
        yield return older.Kind("horizontalpodautoscalers", "HorizontalPodAutoscaler", AutoscalerStrategy(), "hpa") with
        {
            Categories = ["all"],
            Subresources = [older.Status("HorizontalPodAutoscaler")],
            StorageName = "horizontalpodautoscalers.autoscaling",
            StorageVersion = "v2",
            Forms = AutoscalerForms.Forms,
        };

        var policy = new Table("policy", "v1", "policy.v1");
        yield return policy.Kind("poddisruptionbudgets", "PodDisruptionBudget", new StatusStrategy(generation: true, null, BuiltInRules.DisruptionBudget)
        {
            InitialStatus = new JsonObject { ["disruptionsAllowed"] = 0L, ["currentHealthy"] = 0L, ["desiredHealthy"] = 0L, ["expectedPods"] = 0L },
        }, "pdb") with
        {
            Subresources = [policy.Status("PodDisruptionBudget")],
        };

        var discovery = new Table("discovery.k8s.io", "v1", "discovery.v1");
        yield return discovery.Kind("endpointslices", "EndpointSlice", new EndpointSliceStrategy());

        var events = new Table("events.k8s.io", "v1", "core.v1");
        yield return events.Kind("events", "Event", new EventStrategy(modern: true), "ev") with { StorageName = "events", Forms = EventForms.Forms, Schema = KubernetesTypes.Instance.Get("events.v1.Event") };

        var coordination = new Table("coordination.k8s.io", "v1", "coordination.v1");
        yield return coordination.Kind("leases", "Lease", new SimpleStrategy(validate: BuiltInRules.Lease));
    }

    private static StatusStrategy AutoscalerStrategy() => new(generation: false, BuiltInRules.AutoscalerDefaults, BuiltInRules.Autoscaler)
    {
        InitialStatus = new JsonObject { ["desiredReplicas"] = 0L, ["currentMetrics"] = null },
    };

    private static IEnumerable<ResourceKind> Access()
    {
        var rbac = new Table("rbac.authorization.k8s.io", "v1", "rbac.v1");
        yield return rbac.Cluster("clusterrolebindings", "ClusterRoleBinding", new AccessStrategy(BuiltInRules.Binding));
        yield return rbac.Cluster("clusterroles", "ClusterRole", new AccessStrategy(BuiltInRules.Role));
        yield return rbac.Kind("rolebindings", "RoleBinding", new AccessStrategy(BuiltInRules.Binding));
        yield return rbac.Kind("roles", "Role", new AccessStrategy(BuiltInRules.Role));

        var authentication = new Table("authentication.k8s.io", "v1", "authentication.v1");
        yield return authentication.Answered("selfsubjectreviews", "SelfSubjectReview", ResourceScope.Cluster);
        yield return authentication.Answered("tokenreviews", "TokenReview", ResourceScope.Cluster);

        var authorization = new Table("authorization.k8s.io", "v1", "authorization.v1");
        yield return authorization.Answered("localsubjectaccessreviews", "LocalSubjectAccessReview", ResourceScope.Namespaced);
        yield return authorization.Answered("selfsubjectaccessreviews", "SelfSubjectAccessReview", ResourceScope.Cluster);
        yield return authorization.Answered("selfsubjectrulesreviews", "SelfSubjectRulesReview", ResourceScope.Cluster);
        yield return authorization.Answered("subjectaccessreviews", "SubjectAccessReview", ResourceScope.Cluster);

        var certificates = new Table("certificates.k8s.io", "v1", "certificates.v1");
        yield return certificates.Cluster("certificatesigningrequests", "CertificateSigningRequest", new StatusStrategy(generation: false), "csr") with
        {
            Subresources = [certificates.Sub("approval", "CertificateSigningRequest", StatusVerbs), certificates.Status("CertificateSigningRequest")],
        };
    }

    private static IEnumerable<ResourceKind> Others()
    {
        var networking = new Table("networking.k8s.io", "v1", "networking.v1");
        yield return networking.Cluster("ingressclasses", "IngressClass", new SimpleStrategy { Generation = true });
        yield return networking.Kind("ingresses", "Ingress", new StatusStrategy(generation: true) { InitialStatus = new JsonObject { ["loadBalancer"] = new JsonObject() } }, "ing") with { Subresources = [networking.Status("Ingress")] };
        yield return networking.Kind("networkpolicies", "NetworkPolicy", new SimpleStrategy(BuiltInRules.NetworkPolicyDefaults) { Generation = true }, "netpol");

        var storage = new Table("storage.k8s.io", "v1", "storage.v1");
        yield return storage.Cluster("storageclasses", "StorageClass", new SimpleStrategy(BuiltInRules.StorageClassDefaults), "sc");
        yield return storage.Cluster("csidrivers", "CSIDriver", ResourceStrategy.Plain);
        yield return storage.Cluster("csinodes", "CSINode", ResourceStrategy.Plain);

        var scheduling = new Table("scheduling.k8s.io", "v1", "scheduling.v1");
        yield return scheduling.Cluster("priorityclasses", "PriorityClass", new SimpleStrategy { Generation = true }, "pc");

        var node = new Table("node.k8s.io", "v1", "node.v1");
        yield return node.Cluster("runtimeclasses", "RuntimeClass", ResourceStrategy.Plain);

        var admission = new Table("admissionregistration.k8s.io", "v1", "admissionregistration.v1");
        yield return admission.Cluster("mutatingwebhookconfigurations", "MutatingWebhookConfiguration", new SimpleStrategy(BuiltInRules.WebhookDefaults) { Generation = true });
        yield return admission.Cluster("validatingwebhookconfigurations", "ValidatingWebhookConfiguration", new SimpleStrategy(BuiltInRules.WebhookDefaults) { Generation = true });
        yield return admission.Cluster("validatingadmissionpolicies", "ValidatingAdmissionPolicy", new StatusStrategy(generation: true)) with { Subresources = [admission.Status("ValidatingAdmissionPolicy")] };
        yield return admission.Cluster("validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", new SimpleStrategy { Generation = true });

        var extensions = new Table("apiextensions.k8s.io", "v1", "apiextensions.v1");
        yield return extensions.Cluster("customresourcedefinitions", "CustomResourceDefinition", new DefinitionStrategy(), "crd", "crds") with
        {
            Categories = ["api-extensions"],
            Subresources = [extensions.Status("CustomResourceDefinition")],
        };
    }

    /// <summary>Rows of one group version.</summary>
    private sealed record Table(string Group, string Version, string Types)
    {
        public ResourceKind Kind(string plural, string kind, ResourceStrategy strategy, params string[] shortNames) =>
            Row(plural, kind, strategy, ResourceScope.Namespaced, shortNames);

        public ResourceKind Cluster(string plural, string kind, ResourceStrategy strategy, params string[] shortNames) =>
            Row(plural, kind, strategy, ResourceScope.Cluster, shortNames);

        /// <summary>A kind that is posted and answered, never stored.</summary>
        public ResourceKind Answered(string plural, string kind, ResourceScope scope) =>
            Row(plural, kind, ResourceStrategy.Plain, scope, []) with { Verbs = CreateOnly };

        public Subresource Status(string kind) => Sub("status", kind, StatusVerbs);

        public Subresource Sub(string name, string kind, params string[] verbs) => new(name, new GroupVersionKind(Group, Version, kind), verbs);

        public static Subresource Scale() => new("scale", new GroupVersionKind("autoscaling", "v1", "Scale"), StatusVerbs);

        private ResourceKind Row(string plural, string kind, ResourceStrategy strategy, ResourceScope scope, string[] shortNames) => new()
        {
            Group = Group,
            Version = Version,
            Plural = plural,
            Singular = kind.ToLowerInvariant(),
            Kind = kind,
            Scope = scope,
            Schema = KubernetesTypes.Instance.Get($"{Types}.{kind}"),
            Strategy = strategy,
            ShortNames = shortNames,
        };
    }
}

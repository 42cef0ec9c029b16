using System.Collections.Frozen;
using System.Collections.Immutable;
using Sluice.Engine.Values;

namespace Sluice.Engine.Kubernetes;

/// <summary>Which changes an API server does not take in place, or which the provider does not make in place by custom.</summary>
internal static class ReplaceRules
{
    private static readonly ImmutableArray<PropertyPath> Always = Paths("metadata.name", "metadata.namespace");

    private static readonly ImmutableArray<PropertyPath> Container = Paths(
        "args", "command", "env", "image", "imagePullPolicy", "lifecycle", "livenessProbe", "readinessProbe", "startupProbe", "name", "ports", "resources",
        "securityContext", "stdin", "stdinOnce", "terminationMessagePath", "terminationMessagePolicy", "tty", "volumeDevices", "volumeMounts", "workingDir");

    private static readonly FrozenDictionary<string, ImmutableArray<PropertyPath>> ByKind = new Dictionary<string, ImmutableArray<PropertyPath>>(StringComparer.Ordinal)
    {
        ["apps/Deployment"] = Paths("spec.selector"),
        ["apps/DaemonSet"] = Paths("spec.selector"),
        ["apps/StatefulSet"] = Paths("spec.podManagementPolicy", "spec.revisionHistoryLimit", "spec.selector", "spec.serviceName", "spec.volumeClaimTemplates"),
        ["batch/Job"] = Paths("spec.completions", "spec.parallelism", "spec.selector", "spec.template"),
        ["/Service"] = Paths("spec.clusterIP"),
        ["/PersistentVolumeClaim"] = Paths("spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"),
        ["/PersistentVolume"] = Paths(
            "spec.awsElasticBlockStore", "spec.azureDisk", "spec.azureFile", "spec.cephfs", "spec.cinder", "spec.csi", "spec.fc", "spec.flexVolume", "spec.flocker",
            "spec.gcePersistentDisk", "spec.glusterfs", "spec.hostPath", "spec.iscsi", "spec.local", "spec.nfs", "spec.photonPersistentDisk", "spec.portworxVolume",
            "spec.quobyte", "spec.rbd", "spec.scaleIO", "spec.storageos", "spec.vsphereVolume"),
        ["/Pod"] = [
            .. Paths(
                "spec.affinity", "spec.automountServiceAccountToken", "spec.dnsConfig", "spec.dnsPolicy", "spec.enableServiceLinks", "spec.hostAliases", "spec.hostIPC",
                "spec.hostNetwork", "spec.hostPID", "spec.hostname", "spec.imagePullSecrets", "spec.nodeName", "spec.nodeSelector", "spec.overhead", "spec.preemptionPolicy",
                "spec.priority", "spec.priorityClassName", "spec.readinessGates", "spec.restartPolicy", "spec.runtimeClassName", "spec.schedulerName", "spec.securityContext",
                "spec.serviceAccountName", "spec.shareProcessNamespace", "spec.subdomain", "spec.terminationGracePeriodSeconds", "spec.topologySpreadConstraints", "spec.volumes"),
            .. Container.Select(static p => PropertyPath.Of(["spec", "containers", PropertyPath.Wildcard, .. p.Steps])),
            .. Container.Select(static p => PropertyPath.Of(["spec", "initContainers", PropertyPath.Wildcard, .. p.Steps])),
        ],
        ["/ResourceQuota"] = Paths("spec.scopes"),
        ["rbac.authorization.k8s.io/RoleBinding"] = Paths("roleRef"),
        ["rbac.authorization.k8s.io/ClusterRoleBinding"] = Paths("roleRef"),
        ["storage.k8s.io/StorageClass"] = Paths("parameters", "provisioner"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Marks the differences that replace the object.</summary>
    public static ImmutableArray<PropertyDifference> Mark(ImmutableArray<PropertyDifference> differences, PropertyMap news, ProviderSettings settings)
    {
        var apiVersion = news.Text("apiVersion") ?? "";
        var kind = new GroupVersionKind(apiVersion, news.Text("kind") ?? "");
        var rules = Always.AddRange(ByKind.GetValueOrDefault($"{kind.Group}/{kind.Kind}", [])).AddRange(DataRules(kind, news, settings));
        return [.. differences.Select(d => rules.Any(r => r.Contains(d.Path) || d.Path.Contains(r)) ? d.AsReplace() : d)];
    }

    /// <summary>Configuration is replaced under a new name, so that what uses it rolls over and can roll back.</summary>
    private static ImmutableArray<PropertyPath> DataRules(GroupVersionKind kind, PropertyMap news, ProviderSettings settings)
    {
        var immutable = news["immutable"] is PropertyValue.Bool { Value: true };
        return (kind.Group, kind.Kind) switch
        {
            ("", "ConfigMap") when immutable || !settings.ConfigMapMutable => Paths("data", "binaryData"),
            ("", "Secret") when immutable || !settings.SecretMutable => Paths("type", "data", "stringData"),
            ("", "Secret") => Paths("type"),
            _ => [],
        };
    }

    private static ImmutableArray<PropertyPath> Paths(params string[] texts) => [.. texts.Select(static t => PropertyPath.Parse(t)!)];
}

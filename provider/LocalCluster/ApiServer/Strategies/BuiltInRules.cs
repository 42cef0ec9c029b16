using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Strategies;

/// <summary>Defaults and rules of kinds that need no strategy of their own.</summary>
internal static class BuiltInRules
{
    public static void AutoscalerDefaults(JsonObject tree)
    {
        var spec = tree.Ensure("spec");
        spec.SetDefault("minReplicas", 1L);
        if (spec.Array("metrics") is not { Count: > 0 })
        {
            spec["metrics"] = new JsonArray(new JsonObject
            {
                ["type"] = "Resource",
                ["resource"] = new JsonObject
                {
                    ["name"] = "cpu",
                    ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = 80L },
                },
            });
        }
    }

    public static void Autoscaler(JsonObject tree, FieldErrors errors)
    {
        var spec = tree["spec"];
        var maximum = spec.Integer("maxReplicas") ?? 0;
        if (maximum < 1)
        {
            errors.Invalid("spec.maxReplicas", maximum, "must be greater than 0");
        }
        else if (spec.Integer("minReplicas") is { } minimum && minimum > maximum)
        {
            errors.Invalid("spec.maxReplicas", maximum, "must be greater than or equal to `minReplicas`");
        }

        if (spec.At("scaleTargetRef").Text("kind") is not { Length: > 0 })
        {
            errors.Required("spec.scaleTargetRef.kind");
        }

        if (spec.At("scaleTargetRef").Text("name") is not { Length: > 0 })
        {
            errors.Required("spec.scaleTargetRef.name");
        }
    }

    public static void DisruptionBudget(JsonObject tree, FieldErrors errors)
    {
        var spec = tree.Object("spec");
        if (spec?["minAvailable"] is not null && spec["maxUnavailable"] is not null)
        {
            errors.Invalid("spec", spec.DeepClone(), "minAvailable and maxUnavailable cannot be both set");
        }
    }

    public static void Lease(JsonObject tree, FieldErrors errors)
    {
        var spec = tree["spec"];
        if (spec.Integer("leaseDurationSeconds") is <= 0 and var seconds)
        {
            errors.Invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0");
        }

        if (spec.Integer("leaseTransitions") is < 0 and var transitions)
        {
            errors.Invalid("spec.leaseTransitions", transitions, "must be greater than or equal to 0");
        }
    }

    public static void NetworkPolicyDefaults(JsonObject tree)
    {
        var spec = tree.Ensure("spec");
        if (spec.Array("policyTypes") is not { Count: > 0 })
        {
            var types = new JsonArray("Ingress");
            if (spec.Array("egress") is { Count: > 0 })
            {
                types.Add("Egress");
            }

            spec["policyTypes"] = types;
        }

        foreach (var rule in spec.Array("ingress").Objects().Concat(spec.Array("egress").Objects()))
        {
            foreach (var port in rule.Array("ports").Objects())
            {
                port.SetDefault("protocol", "TCP");
            }
        }
    }

    public static void CronJobDefaults(JsonObject tree)
    {
        var spec = tree.Ensure("spec");
        spec.SetDefault("concurrencyPolicy", "Allow");
        spec.SetDefault("suspend", false);
        spec.SetDefault("successfulJobsHistoryLimit", 3L);
        spec.SetDefault("failedJobsHistoryLimit", 1L);
        PodDefaults.Apply(spec.Ensure("jobTemplate").Ensure("spec").Ensure("template").Ensure("spec"));
    }

    public static void StorageClassDefaults(JsonObject tree)
    {
        tree.SetDefault("reclaimPolicy", "Delete");
        tree.SetDefault("volumeBindingMode", "Immediate");
    }

    public static void VolumeDefaults(JsonObject tree)
    {
        var spec = tree.Ensure("spec");
        spec.SetDefault("persistentVolumeReclaimPolicy", "Retain");
        spec.SetDefault("volumeMode", "Filesystem");
    }

    public static void WebhookDefaults(JsonObject tree)
    {
        foreach (var hook in tree.Array("webhooks").Objects())
        {
            hook.SetDefault("failurePolicy", "Fail");
            hook.SetDefault("matchPolicy", "Equivalent");
            hook.SetDefault("namespaceSelector", new JsonObject());
            hook.SetDefault("objectSelector", new JsonObject());
            hook.SetDefault("timeoutSeconds", 10L);
            hook.Object("clientConfig").Object("service")?.SetDefault("port", 443L);
            foreach (var rule in hook.Array("rules").Objects())
            {
                rule.SetDefault("scope", "*");
            }
        }
    }

    public static void Role(JsonObject tree, FieldErrors errors)
    {
        var index = 0;
        foreach (var rule in tree.Array("rules").Objects())
        {
            var at = $"rules[{index++}]";
            if (rule.Array("verbs") is not { Count: > 0 })
            {
                errors.Required($"{at}.verbs", "verbs must contain at least one value");
            }

            if (rule.Array("nonResourceURLs") is { Count: > 0 })
            {
                continue;
            }

            if (rule.Array("apiGroups") is not { Count: > 0 })
            {
                errors.Required($"{at}.apiGroups", "resource rules must supply at least one api group");
            }

            if (rule.Array("resources") is not { Count: > 0 })
            {
                errors.Required($"{at}.resources", "resource rules must supply at least one resource");
            }
        }
    }

    public static void Binding(JsonObject tree, FieldErrors errors)
    {
        var role = tree["roleRef"];
        if (role.Text("apiGroup") is { } group && group != "rbac.authorization.k8s.io")
        {
            errors.NotSupported("roleRef.apiGroup", group, "rbac.authorization.k8s.io");
        }

        PodSpecValidation.Choice(role, "kind", "roleRef", errors, "Role", "ClusterRole");
        if (role.Text("name") is not { Length: > 0 })
        {
            errors.Required("roleRef.name");
        }

        var index = 0;
        foreach (var subject in tree.Array("subjects").Objects())
        {
            var at = $"subjects[{index++}]";
            if (subject.Text("name") is not { Length: > 0 })
            {
                errors.Required($"{at}.name");
            }

            PodSpecValidation.Choice(subject, "kind", at, errors, "ServiceAccount", "User", "Group");
            if (subject.Text("kind") == "ServiceAccount" && subject.Text("namespace") is not { Length: > 0 })
            {
                errors.Required($"{at}.namespace");
            }
        }
    }
}

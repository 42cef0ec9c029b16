using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Strategies;

/// <summary>What Deployment, ReplicaSet, StatefulSet, DaemonSet and Job have in common: a selector and a pod template.</summary>
internal abstract class WorkloadStrategy : ResourceStrategy
{
    public override bool ManagesGeneration => true;

    public override void Default(JsonObject tree)
    {
        var spec = tree.Ensure("spec");
        PodDefaults.Apply(spec.Ensure("template").Ensure("spec"));
        DefaultSpec(spec);
    }

    protected abstract void DefaultSpec(JsonObject spec);

    /// <summary>The status of an object no controller has seen; null leaves what decoding made.</summary>
    protected virtual JsonObject InitialStatus() => [];

    public override void PrepareForCreate(JsonObject tree) => tree["status"] = InitialStatus();

    public override void PrepareForUpdate(JsonObject tree, JsonObject old) => Copy(old, tree, "status");

    public override void Validate(JsonObject tree, FieldErrors errors)
    {
        var spec = Spec(tree);
        if (spec.Integer("replicas") is < 0 and var replicas)
        {
            errors.Invalid("spec.replicas", replicas, "must be greater than or equal to 0");
        }

        ValidateSelector(spec, errors);
        PodSpecValidation.Validate(spec.At("template", "spec") as JsonObject, "spec.template.spec", errors);
        if (spec.At("template", "spec").Text("restartPolicy") is { } policy && policy != "Always" && policy is "OnFailure" or "Never" && AlwaysRestarts)
        {
            errors.NotSupported("spec.template.spec.restartPolicy", policy, "Always");
        }
    }

    protected virtual bool AlwaysRestarts => true;

    private static void ValidateSelector(JsonObject? spec, FieldErrors errors)
    {
        var selector = spec.Object("selector");
        var labels = spec.At("template", "metadata", "labels");
        if (selector is null)
        {
            errors.Required("spec.selector");
        }
        else if (selector.Count == 0)
        {
            errors.Invalid("spec.selector", selector, "empty selector is invalid for deployment");
        }

        if (selector is null || !LabelSelectors.Matches(selector, labels))
        {
            errors.Invalid("spec.template.metadata.labels", labels?.DeepClone(), "`selector` does not match template `labels`");
        }
    }

    public override void ValidateUpdate(JsonObject tree, JsonObject old, FieldErrors errors)
    {
        if (!JsonTree.DeepEquals(tree.At("spec", "selector"), old.At("spec", "selector")))
        {
            errors.Invalid("spec.selector", tree.At("spec", "selector")?.DeepClone(), "field is immutable");
        }
    }
}

internal sealed class DeploymentStrategy : WorkloadStrategy
{
    protected override void DefaultSpec(JsonObject spec)
    {
        spec.SetDefault("replicas", 1L);
        var strategy = spec.Ensure("strategy");
        strategy.SetDefault("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            var rolling = strategy.Ensure("rollingUpdate");
            rolling.SetDefault("maxUnavailable", "25%");
            rolling.SetDefault("maxSurge", "25%");
        }

        spec.SetDefault("revisionHistoryLimit", 10L);
        spec.SetDefault("progressDeadlineSeconds", 600L);
    }

    public override void PrepareForStatusUpdate(JsonObject tree, JsonObject old)
    {
        base.PrepareForStatusUpdate(tree, old);
        Copy(old.Ensure("metadata"), tree.Ensure("metadata"), "labels");
    }

    public override void Validate(JsonObject tree, FieldErrors errors)
    {
        base.Validate(tree, errors);
        var strategy = tree.At("spec", "strategy");
        PodSpecValidation.Choice(strategy, "type", "spec.strategy", errors, "Recreate", "RollingUpdate");
        if (strategy.Text("type") == "Recreate" && strategy.Child("rollingUpdate") is not null)
        {
            errors.Forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
        }
        else if (strategy.Object("rollingUpdate") is { } rolling && IsZero(rolling["maxSurge"]) && IsZero(rolling["maxUnavailable"]))
        {
            errors.Invalid("spec.strategy.rollingUpdate.maxUnavailable", rolling["maxUnavailable"]?.DeepClone(), "may not be 0 when `maxSurge` is 0");
        }
    }

    private static bool IsZero(JsonNode? value) => JsonTree.ScalarText(value) is "0" or "0%";
}

internal sealed class ReplicaSetStrategy : WorkloadStrategy
{
    protected override void DefaultSpec(JsonObject spec) => spec.SetDefault("replicas", 1L);

    protected override JsonObject InitialStatus() => new() { ["replicas"] = 0L };
}

internal sealed class StatefulSetStrategy : WorkloadStrategy
{
    protected override void DefaultSpec(JsonObject spec)
    {
        spec.SetDefault("replicas", 1L);
        spec.SetDefault("podManagementPolicy", "OrderedReady");
        var update = spec.Ensure("updateStrategy");
        update.SetDefault("type", "RollingUpdate");
        if (update.Text("type") == "RollingUpdate")
        {
            update.Ensure("rollingUpdate").SetDefault("partition", 0L);
        }

        spec.SetDefault("revisionHistoryLimit", 10L);
        var retention = spec.Ensure("persistentVolumeClaimRetentionPolicy");
        retention.SetDefault("whenDeleted", "Retain");
        retention.SetDefault("whenScaled", "Retain");
    }

    protected override JsonObject InitialStatus() => new() { ["replicas"] = 0L, ["availableReplicas"] = 0L };
}

internal sealed class DaemonSetStrategy : WorkloadStrategy
{
    protected override void DefaultSpec(JsonObject spec)
    {
        var update = spec.Ensure("updateStrategy");
        update.SetDefault("type", "RollingUpdate");
        if (update.Text("type") == "RollingUpdate")
        {
            var rolling = update.Ensure("rollingUpdate");
            rolling.SetDefault("maxUnavailable", 1L);
            rolling.SetDefault("maxSurge", 0L);
        }

        spec.SetDefault("revisionHistoryLimit", 10L);
    }

    protected override JsonObject InitialStatus() => new()
    {
        ["currentNumberScheduled"] = 0L,
        ["numberMisscheduled"] = 0L,
        ["desiredNumberScheduled"] = 0L,
        ["numberReady"] = 0L,
    };
}

internal sealed class JobStrategy : WorkloadStrategy
{
    protected override bool AlwaysRestarts => false;

    protected override void DefaultSpec(JsonObject spec)
    {
        if (spec.Child("completions") is null && spec.Child("parallelism") is null)
        {
            spec["completions"] = 1L;
        }

        spec.SetDefault("parallelism", 1L);
        spec.SetDefault("backoffLimit", 6L);
        spec.SetDefault("completionMode", "NonIndexed");
        spec.SetDefault("suspend", false);
        spec.SetDefault("podReplacementPolicy", "TerminatingOrFailed");
        spec.SetDefault("manualSelector", false);
    }

    public override void Admit(AdmissionRequest request)
    {
        var spec = request.Object.Ensure("spec");
        if (!request.IsCreate || spec.Flag("manualSelector") == true)
        {
            return;
        }

        var uid = request.Object.At("metadata").Text("uid") ?? "";
        var labels = spec.Ensure("template").Ensure("metadata").Ensure("labels");
        labels["batch.kubernetes.io/controller-uid"] = uid;
        labels["batch.kubernetes.io/job-name"] = request.Name;
        labels["controller-uid"] = uid;
        labels["job-name"] = request.Name;
        spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = uid } };
    }

    public override void Validate(JsonObject tree, FieldErrors errors)
    {
        base.Validate(tree, errors);
        if (tree.At("spec", "template", "spec").Text("restartPolicy") == "Always")
        {
            errors.NotSupported("spec.template.spec.restartPolicy", "Always", "OnFailure", "Never");
        }
    }
}

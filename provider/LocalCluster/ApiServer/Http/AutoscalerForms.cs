using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>
/// autoscaling/v1 shows the autoscalers of v2: the target for CPU as a number, everything else that v1 has no field for as JSON in
/// annotations, so that nothing is lost on the way there and back.
/// </summary>
internal static class AutoscalerForms
{
    private const string Prefix = "autoscaling.alpha.kubernetes.io/";
    private const string TargetCpu = "targetCPUUtilizationPercentage";
    private const string CurrentCpu = "currentCPUUtilizationPercentage";
    private static readonly string[] KeptSpec = ["scaleTargetRef", "minReplicas", "maxReplicas"];
    private static readonly string[] KeptStatus = ["observedGeneration", "lastScaleTime", "currentReplicas", "desiredReplicas"];

    public static ObjectForms Forms { get; } = new(ToOlder, ToStored);

    private static JsonObject ToOlder(JsonObject stored)
    {
        var shown = new JsonObject { ["kind"] = "HorizontalPodAutoscaler", ["apiVersion"] = "autoscaling/v1", ["metadata"] = stored["metadata"]?.DeepClone() };
        var spec = Only(stored.Object("spec"), KeptSpec);
        var (cpu, metrics) = Split(stored.At("spec", "metrics") as JsonArray, "target");
        spec[TargetCpu] = cpu?.DeepClone();
        Annotate(shown, "metrics", metrics);
        Annotate(shown, "behavior", stored.At("spec", "behavior"));
        var status = Only(stored.Object("status"), KeptStatus);
        status.TryAdd("currentReplicas", 0L);
        var (current, others) = Split(stored.At("status", "currentMetrics") as JsonArray, "current");
        status[CurrentCpu] = current?.DeepClone();
        Annotate(shown, "current-metrics", others);
        Annotate(shown, "conditions", stored.At("status", "conditions"));
        if (cpu is null)
        {
            spec.Remove(TargetCpu);
        }

        if (current is null)
        {
            status.Remove(CurrentCpu);
        }

        shown["spec"] = spec;
        shown["status"] = status;
        return shown;
    }

    private static JsonObject ToStored(JsonObject older)
    {
        var stored = new JsonObject { ["kind"] = "HorizontalPodAutoscaler", ["apiVersion"] = "autoscaling/v2", ["metadata"] = older["metadata"]?.DeepClone() };
        var spec = Only(older.Object("spec"), KeptSpec);
        var metrics = TakeAnnotation(stored, "metrics") as JsonArray ?? [];
        if (older.At("spec", TargetCpu) is { } cpu)
        {
            metrics.Add((JsonNode)Cpu("target", cpu));
        }

        if (metrics.Count > 0)
        {
            spec["metrics"] = metrics;
        }

        if (TakeAnnotation(stored, "behavior") is { } behavior)
        {
            spec["behavior"] = behavior;
        }

        var status = Only(older.Object("status"), KeptStatus);
        var current = TakeAnnotation(stored, "current-metrics") as JsonArray ?? [];
        if (older.At("status", CurrentCpu) is { } used)
        {
            current.Add((JsonNode)Cpu("current", used));
        }

        status["currentMetrics"] = current.Count > 0 ? current : null;
        if (TakeAnnotation(stored, "conditions") is { } conditions)
        {
            status["conditions"] = conditions;
        }

        stored["spec"] = spec;
        stored["status"] = status;
        return stored;
    }

    private static JsonObject Only(JsonObject? from, string[] names)
    {
        var result = new JsonObject();
        foreach (var name in names)
        {
            if (from?[name] is { } value)
            {
                result[name] = value.DeepClone();
            }
        }

        return result;
    }

    /// <summary>The CPU value that v1 has a field for, and all the other metrics.</summary>
    private static (JsonNode? Cpu, JsonArray? Others) Split(JsonArray? metrics, string part)
    {
        JsonNode? cpu = null;
        var others = new JsonArray();
        foreach (var metric in metrics.Objects())
        {
            if (cpu is null && metric.Text("type") == "Resource" && metric.At("resource").Text("name") == "cpu" && metric.At("resource", part, "averageUtilization") is { } value)
            {
                cpu = value;
            }
            else
            {
                others.Add(metric.DeepClone());
            }
        }

        return (cpu, others.Count > 0 ? others : null);
    }

    private static JsonObject Cpu(string part, JsonNode value)
    {
        var wanted = new JsonObject { ["averageUtilization"] = value.DeepClone() };
        if (part == "target")
        {
            wanted.Insert(0, "type", "Utilization");
        }

        return new JsonObject { ["type"] = "Resource", ["resource"] = new JsonObject { ["name"] = "cpu", [part] = wanted } };
    }

    private static void Annotate(JsonObject shown, string name, JsonNode? value)
    {
        if (value is null or JsonArray { Count: 0 })
        {
            return;
        }

        var metadata = shown.Ensure("metadata");
        metadata.Ensure("annotations")[Prefix + name] = value.ToJsonString();
    }

    private static JsonNode? TakeAnnotation(JsonObject stored, string name)
    {
        if (stored.At("metadata", "annotations") is not JsonObject annotations || annotations.Text(Prefix + name) is not { } text)
        {
            return null;
        }

        annotations.Remove(Prefix + name);
        if (annotations.Count == 0)
        {
            stored.Ensure("metadata").Remove("annotations");
        }

        try
        {
            return JsonTree.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            // What is no JSON cannot have come from us.
            return null;
        }
    }
}

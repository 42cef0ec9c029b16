using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Strategies;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>The autoscaling/v1 Scale view of an object.</summary>
internal static class ScaleView
{
    private static readonly ScalePaths BuiltIn = new(".spec.replicas", ".status.replicas", null);

    public static JsonObject Of(JsonObject tree, ScalePaths? paths)
    {
        var metadata = new JsonObject();
        foreach (var field in new[] { "name", "namespace", "uid", "resourceVersion", "creationTimestamp" })
        {
            if (tree.At("metadata", field) is { } value)
            {
                metadata[field] = value.DeepClone();
            }
        }

        var spec = new JsonObject();
        if (JsonTree.AsInteger(tree.At(Path((paths ?? BuiltIn).SpecReplicas))) is { } wanted and not 0)
        {
            spec["replicas"] = wanted;
        }

        var status = new JsonObject { ["replicas"] = JsonTree.AsInteger(tree.At(Path((paths ?? BuiltIn).StatusReplicas))) ?? 0 };
        var selector = paths is null
            ? LabelSelectors.Format(tree.At("spec", "selector"))
            : paths.LabelSelector is { } path ? JsonTree.ScalarText(tree.At(Path(path))) : "";
        if (selector.Length > 0)
        {
            status["selector"] = selector;
        }

        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = spec,
            ["status"] = status,
        };
    }

    public static void SetReplicas(JsonObject tree, ScalePaths? paths, long replicas)
    {
        var path = Path((paths ?? BuiltIn).SpecReplicas);
        var node = tree;
        foreach (var name in path.AsSpan(0, path.Length - 1))
        {
            node = node.Ensure(name);
        }

        node[path[^1]] = replicas;
    }

    private static string[] Path(string path) => path.TrimStart('.').Split('.');
}

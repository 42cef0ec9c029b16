using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Strategies;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Tables;

/// <summary>Tables of the kinds that run pods.</summary>
internal static class WorkloadTables
{
    public static IEnumerable<JsonNode?> Deployment(JsonObject tree, DateTimeOffset now) =>
    [
        TablePrinters.NameOf(tree),
        $"{Status(tree, "readyReplicas")}/{Wanted(tree)}",
        Status(tree, "updatedReplicas"),
        Status(tree, "availableReplicas"),
        TablePrinters.Age(tree, now),
        .. Template(tree),
        Selector(tree),
    ];

    public static IEnumerable<JsonNode?> ReplicaSet(JsonObject tree, DateTimeOffset now) =>
    [
        TablePrinters.NameOf(tree),
        Wanted(tree),
        Status(tree, "replicas"),
        Status(tree, "readyReplicas"),
        TablePrinters.Age(tree, now),
        .. Template(tree),
        Selector(tree),
    ];

    public static IEnumerable<JsonNode?> StatefulSet(JsonObject tree, DateTimeOffset now) =>
        [TablePrinters.NameOf(tree), $"{Status(tree, "readyReplicas")}/{Wanted(tree)}", TablePrinters.Age(tree, now), .. Template(tree)];

    public static IEnumerable<JsonNode?> DaemonSet(JsonObject tree, DateTimeOffset now)
    {
        var nodes = tree.At("spec", "template", "spec", "nodeSelector") as JsonObject;
        return
        [
            TablePrinters.NameOf(tree),
            Status(tree, "desiredNumberScheduled"),
            Status(tree, "currentNumberScheduled"),
            Status(tree, "numberReady"),
            Status(tree, "updatedNumberScheduled"),
            Status(tree, "numberAvailable"),
            nodes is null ? "<none>" : string.Join(',', nodes.Select(p => $"{p.Key}={JsonTree.ScalarText(p.Value)}")),
            TablePrinters.Age(tree, now),
            .. Template(tree),
            Selector(tree),
        ];
    }

    public static IEnumerable<JsonNode?> Job(JsonObject tree, DateTimeOffset now)
    {
        var conditions = (tree.At("status", "conditions") as JsonArray).Objects().ToList();
        var status = conditions.Exists(c => c.Text("type") == "Complete" && c.Text("status") == "True") ? "Complete"
            : conditions.Exists(c => c.Text("type") == "Failed" && c.Text("status") == "True") ? "Failed" : "Running";
        return
        [
            TablePrinters.NameOf(tree),
            status,
            $"{Status(tree, "succeeded")}/{tree.At("spec").Integer("completions") ?? 1}",
            tree.At("status").Text("startTime") is { } start ? Durations.Since(start, now) : "",
            TablePrinters.Age(tree, now),
            .. Template(tree),
            Selector(tree),
        ];
    }

    private static long Status(JsonObject tree, string field) => tree.At("status").Integer(field) ?? 0;

    private static long Wanted(JsonObject tree) => tree.At("spec").Integer("replicas") ?? 0;

    private static IEnumerable<JsonNode?> Template(JsonObject tree)
    {
        var containers = (tree.At("spec", "template", "spec", "containers") as JsonArray).Objects().ToList();
        yield return string.Join(',', containers.Select(c => c.Text("name")));
        yield return string.Join(',', containers.Select(c => c.Text("image")));
    }

    private static string Selector(JsonObject tree) => LabelSelectors.Format(tree.At("spec", "selector"));
}

using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Tables;

/// <summary>Tables of nodes, events, autoscalers and bindings.</summary>
internal static class ClusterTables
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static IEnumerable<JsonNode?> Node(JsonObject tree, DateTimeOffset now)
    {
        var info = tree.At("status", "nodeInfo");
        var ready = (tree.At("status", "conditions") as JsonArray).Objects().FirstOrDefault(c => c.Text("type") == "Ready").Text("status");
        var status = ready switch { "True" => "Ready", null => "Unknown", _ => "NotReady" };
        if (tree.At("spec").Flag("unschedulable") == true)
        {
            status += ",SchedulingDisabled";
        }

        var roles = (tree.At("metadata", "labels") as JsonObject ?? []).Where(p => p.Key.StartsWith(RolePrefix, StringComparison.Ordinal)).Select(p => p.Key[RolePrefix.Length..]).Order(StringComparer.Ordinal).ToList();
        return
        [
            TablePrinters.NameOf(tree),
            status,
            roles.Count == 0 ? "<none>" : string.Join(',', roles),
            TablePrinters.Age(tree, now),
            info.Text("kubeletVersion") ?? "",
            Address(tree, "InternalIP"),
            Address(tree, "ExternalIP"),
            info.Text("osImage") ?? "<unknown>",
            info.Text("kernelVersion") ?? "<unknown>",
            info.Text("containerRuntimeVersion") ?? "<unknown>",
        ];
    }

    private static string Address(JsonObject tree, string type) =>
        (tree.At("status", "addresses") as JsonArray).Objects().FirstOrDefault(a => a.Text("type") == type).Text("address") ?? "<none>";

    public static IEnumerable<JsonNode?> Event(JsonObject tree, DateTimeOffset now)
    {
        // Both spellings of an event share this table.
        var about = tree.Object("involvedObject") ?? tree.Object("regarding");
        var source = tree.Object("source") ?? tree.Object("deprecatedSource");
        var moment = tree.Text("eventTime");
        var first = tree.Text("firstTimestamp") ?? tree.Text("deprecatedFirstTimestamp") ?? moment;
        var last = (tree.Object("series") is { } series ? series.Text("lastObservedTime") : null) ?? tree.Text("lastTimestamp") ?? tree.Text("deprecatedLastTimestamp") ?? moment ?? first;
        var component = source.Text("component") ?? tree.Text("reportingComponent") ?? tree.Text("reportingController") ?? "";
        var instance = source.Text("host") ?? tree.Text("reportingInstance") ?? "";
        return
        [
            Durations.Since(last, now),
            tree.Text("type") ?? "",
            tree.Text("reason") ?? "",
            $"{about.Text("kind")?.ToLowerInvariant()}/{about.Text("name")}",
            about.Text("fieldPath") ?? "",
            instance.Length > 0 ? $"{component}, {instance}" : component,
            (tree.Text("message") ?? tree.Text("note") ?? "").Trim(),
            Durations.Since(first, now),
            tree.At("series").Integer("count") ?? tree.Integer("count") ?? tree.Integer("deprecatedCount") ?? 1,
            TablePrinters.NameOf(tree),
        ];
    }

    public static IEnumerable<JsonNode?> Autoscaler(JsonObject tree, DateTimeOffset now)
    {
        var target = tree.At("spec", "scaleTargetRef");
        var metrics = (tree.At("spec", "metrics") as JsonArray).Objects().ToList();
        var current = (tree.At("status", "currentMetrics") as JsonArray).Objects().ToList();
        var texts = metrics.Select((m, i) => Metric(m, i < current.Count ? current[i] : null));
        return
        [
            TablePrinters.NameOf(tree),
            $"{target.Text("kind")}/{target.Text("name")}",
            metrics.Count == 0 ? "<none>" : string.Join(", ", texts),
            TablePrinters.Text(tree, "spec", "minReplicas") ?? "<unset>",
            tree.At("spec").Integer("maxReplicas") ?? 0,
            tree.At("status").Integer("currentReplicas") ?? 0,
            TablePrinters.Age(tree, now),
        ];
    }

    private static string Metric(JsonObject metric, JsonObject? current)
    {
        var resource = metric.Object("resource");
        if (resource is null)
        {
            return "<unknown>";
        }

        var now = current.At("resource", "current");
        return resource.At("target").Integer("averageUtilization") is { } wanted
            ? $"{resource.Text("name")}: {(now.Integer("averageUtilization") is { } used ? $"{used}%" : "<unknown>")}/{wanted}%"
            : $"{resource.Text("name")}: {now.Text("averageValue") ?? "<unknown>"}/{resource.At("target").Text("averageValue")}";
    }

    public static IEnumerable<JsonNode?> DisruptionBudget(JsonObject tree, DateTimeOffset now) =>
    [
        TablePrinters.NameOf(tree),
        TablePrinters.Text(tree, "spec", "minAvailable") ?? "N/A",
        TablePrinters.Text(tree, "spec", "maxUnavailable") ?? "N/A",
        tree.At("status").Integer("disruptionsAllowed") ?? 0,
        TablePrinters.Age(tree, now),
    ];

    public static IEnumerable<JsonNode?> Binding(JsonObject tree, DateTimeOffset now) =>
        [TablePrinters.NameOf(tree), $"{tree.Text("roleRef", "kind")}/{tree.Text("roleRef", "name")}", TablePrinters.Age(tree, now)];
}

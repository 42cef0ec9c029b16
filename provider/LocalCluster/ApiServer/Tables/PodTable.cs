using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Tables;

/// <summary>The pod table: ready containers, a status that says what holds the pod up, restarts.</summary>
internal static class PodTable
{
    public static IEnumerable<JsonNode?> Cells(JsonObject tree, DateTimeOffset now)
    {
        var statuses = (tree.At("status", "containerStatuses") as JsonArray).Objects().ToList();
        var containers = (tree.At("spec", "containers") as JsonArray)?.Count ?? 0;
        var ready = statuses.Count(s => s.Flag("ready") == true && s.At("state", "running") is not null);
        var initial = InitializationReason(tree);
        var reason = initial ?? Reason(tree, statuses);
        if (tree.At("metadata").Text("deletionTimestamp") is not null)
        {
            reason = tree.At("status").Text("reason") == "NodeLost" ? "Unknown" : "Terminating";
        }

        return
        [
            tree.Text("metadata", "name"),
            $"{ready}/{containers}",
            reason,
            Restarts(initial is null ? statuses : [.. (tree.At("status", "initContainerStatuses") as JsonArray).Objects()], now),
            Durations.Since(tree.Text("metadata", "creationTimestamp"), now),
            Or(tree.At("status").Text("podIP")),
            Or(tree.At("spec").Text("nodeName")),
            Or(tree.At("status").Text("nominatedNodeName")),
            "<none>",
        ];
    }

    private static string Or(string? text) => string.IsNullOrEmpty(text) ? "<none>" : text;

    private static string Restarts(List<JsonObject> statuses, DateTimeOffset now)
    {
        var count = statuses.Sum(s => s.Integer("restartCount") ?? 0);
        var last = statuses.Select(s => s.At("lastState", "terminated").Text("finishedAt")).Where(t => t is not null).Max(StringComparer.Ordinal);
        return count > 0 && last is not null ? $"{count} ({Durations.Since(last, now)} ago)" : count.ToString(CultureInfo.InvariantCulture);
    }

    private static string? InitializationReason(JsonObject tree)
    {
        var statuses = (tree.At("status", "initContainerStatuses") as JsonArray).Objects().ToList();
        var total = (tree.At("spec", "initContainers") as JsonArray)?.Count ?? 0;
        for (var i = 0; i < statuses.Count; i++)
        {
            var state = statuses[i]["state"];
            if (state.Object("terminated") is { } terminated)
            {
                if ((terminated.Integer("exitCode") ?? 0) == 0)
                {
                    continue;
                }

                return "Init:" + Ended(terminated);
            }

            return state.At("waiting").Text("reason") is { } reason and not "PodInitializing" ? "Init:" + reason : $"Init:{i}/{total}";
        }

        return null;
    }

    private static string Reason(JsonObject tree, List<JsonObject> statuses)
    {
        var reason = tree.At("status").Text("reason") ?? tree.At("status").Text("phase") ?? "Unknown";
        var running = false;
        for (var i = statuses.Count - 1; i >= 0; i--)
        {
            var state = statuses[i]["state"];
            if (state.At("waiting").Text("reason") is { Length: > 0 } waiting)
            {
                reason = waiting;
            }
            else if (state.Object("terminated") is { } terminated)
            {
                reason = Ended(terminated);
            }
            else if (statuses[i].Flag("ready") == true && state.Object("running") is not null)
            {
                running = true;
            }
        }

        if (reason == "Completed" && running)
        {
            var ready = (tree.At("status", "conditions") as JsonArray).Objects().Any(c => c.Text("type") == "Ready" && c.Text("status") == "True");
            return ready ? "Running" : "NotReady";
        }

        return reason;
    }

    private static string Ended(JsonObject terminated) => terminated.Text("reason") is { Length: > 0 } reason
        ? reason
        : terminated.Integer("signal") is { } signal and > 0 ? $"Signal:{signal}" : $"ExitCode:{terminated.Integer("exitCode")}";
}

using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Translation;

namespace Sluice.Control.Status;

/// <summary>Merges planned conditions into a list as it stands: conditions of others stay and keep their places.</summary>
internal static class ConditionMerge
{
    /// <param name="current">The list as it stands; null for none.</param>
    /// <param name="planned">What we say.</param>
    /// <param name="owned">Types that are ours: one that is not planned goes.</param>
    /// <param name="generation">The generation that was looked at.</param>
    /// <param name="now">Time of the transition, for conditions whose status moves.</param>
    public static JsonArray Merge(JsonArray? current, IReadOnlyCollection<PlannedCondition> planned, IReadOnlyCollection<string> owned, long generation, DateTimeOffset now)
    {
        var merged = new JsonArray();
        var left = planned.ToDictionary(condition => condition.Type, StringComparer.Ordinal);
        foreach (var item in current ?? [])
        {
            var type = Text(item, "type");
            if (left.Remove(type, out var plan))
            {
                merged.Add((JsonNode)Condition(plan, item as JsonObject, generation, now));
            }
            else if (!owned.Contains(type))
            {
                merged.Add(item?.DeepClone());
            }
        }

        // In the order of the plan.
        foreach (var plan in planned.Where(condition => left.ContainsKey(condition.Type)))
        {
            merged.Add((JsonNode)Condition(plan, null, generation, now));
        }

        return merged;
    }

    private static JsonObject Condition(PlannedCondition plan, JsonObject? known, long generation, DateTimeOffset now)
    {
        var since = known is not null && Text(known, "status") == plan.Status ? Text(known, "lastTransitionTime") : "";
        return new JsonObject
        {
            ["type"] = plan.Type,
            ["status"] = plan.Status,
            ["reason"] = plan.Reason,
            ["message"] = Shorten(plan.Message),
            ["observedGeneration"] = generation,
            ["lastTransitionTime"] = since.Length > 0 ? since : now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Whether some condition was written for a newer generation than the one that was looked at.</summary>
    public static bool IsAhead(JsonArray? conditions, IReadOnlyCollection<string> owned, long generation) =>
        conditions?.Any(item => owned.Contains(Text(item, "type")) && item?["observedGeneration"]?.GetValue<long>() > generation) == true;

    private static string Text(JsonNode? node, string name) => node?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    // The API takes 32,768 characters.
    private static string Shorten(string message) => message.Length <= 4096 ? message : message[..4093] + "...";
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sluice.LocalCluster.Tests.Transcripts;

/// <summary>
/// Compares what a working cluster answers. Free is what depends on the pace of its controllers: how often they wrote an object that is
/// theirs, how often they saw the same event, how many events a watch shows as long as the states are the same in the same order; and the
/// order where Kubernetes defines none.
/// </summary>
internal sealed partial class LiveJsonComparer(Bindings bindings) : JsonComparer(bindings)
{
    /// <summary>The newest generation of the object that is being compared.</summary>
    private long _generation;

    protected override string? MatchObject(JsonObject expected, JsonObject actual, string path) => base.MatchObject(Loosened(expected, actual), actual, path);

    /// <summary>The hash of a template is random to everybody but the server that made it; in messages some records hold it literally.</summary>
    protected override string? MatchText(string pattern, string actual) => base.MatchText(NameOfReplicaSet().Replace(pattern, "\"$1-{{hash}}\""), actual);

    protected override string? MatchArray(JsonArray expected, JsonArray actual, string path)
    {
        if (!IsSet(expected, path))
        {
            return base.MatchArray(expected, actual, path);
        }

        return expected.Count == actual.Count
            ? MatchSet([.. expected], [.. actual], path)
            : Lengths(expected, actual, path);
    }

    /// <summary>
    /// The states in order, each once, because a controller may write the same state again; and one state between the first and the last may
    /// be missing or too many, because it may reach a state in one write or in two.
    /// </summary>
    public override string? MatchEvents(IReadOnlyList<JsonNode> expected, IReadOnlyList<JsonNode> actual)
    {
        var wanted = Distinct(expected);
        var seen = Distinct(actual);
        var why = Try(wanted, seen);
        return why is null || Inner(wanted).Any(fewer => Try(fewer, seen) is null) || Inner(seen).Any(fewer => Try(wanted, fewer) is null) 
            ? null
            : $"{why}\n  states seen:\n  {string.Join("\n  ", seen.Select(state => $"{state["type"]} {Show(state["object"]?["status"])}"))}";

        string? Try(List<JsonNode> e, List<JsonNode> a) => Bindings.Attempt(() => base.MatchEvents(e, a));
    }

    private static IEnumerable<List<JsonNode>> Inner(List<JsonNode> states) =>
        Enumerable.Range(1, Math.Max(0, states.Count - 2)).Select(left => states.Where((_, i) => i != left).ToList());

    /// <summary>Endpoints, subsets and their addresses have no order; lists are sorted by name, which is random for what controllers make.</summary>
    private static bool IsSet(JsonArray expected, string path) =>
        path.EndsWith(".endpoints", StringComparison.Ordinal)
        || path.EndsWith(".subsets", StringComparison.Ordinal)
        || path.EndsWith("ddresses", StringComparison.Ordinal)
        || (path == "$.items" && expected.Any(item => item?["metadata"]?["name"]?.GetValue<string>().Contains("{{", StringComparison.Ordinal) == true));

    private string? MatchSet(List<JsonNode?> expected, List<JsonNode?> actual, string path)
    {
        if (expected.Count == 0)
        {
            return null;
        }

        var closest = (Why: $"{path}: nothing is left for {Show(expected[0])}", Compared: -1);
        foreach (var candidate in actual)
        {
            List<JsonNode?> rest = [.. actual];
            rest.Remove(candidate);
            var before = Compared;
            var why = Bindings.Attempt(() => MatchNode(expected[0], candidate, $"{path}[]") ?? MatchSet(expected[1..], rest, path));
            if (why is null)
            {
                return null;
            }

            if (Compared - before > closest.Compared)
            {
                closest = (why, Compared - before);
            }
        }

        return closest.Why;
    }

    /// <summary>What is expected, with the actual values where they are free.</summary>
    private JsonObject Loosened(JsonObject expected, JsonObject actual)
    {
        if (actual["metadata"]?["generation"]?.GetValue<long>() is { } generation)
        {
            _generation = generation;
        }

        if (expected["metadata"] is JsonObject && (expected["kind"]?.ToString() == "Endpoints" || expected.ContainsKey("addressType")))
        {
            expected = WithTriggerTimeOf(actual, expected);
        }

        // An EndpointSlice counts the writes of its controller, which takes several changes in one when it is slow.
        if (expected.ContainsKey("addressType") && actual["metadata"]?["generation"] is { } writes)
        {
            expected = (JsonObject)expected.DeepClone();
            expected["metadata"]!["generation"] = writes.DeepClone();
        }

        // A controller may have seen more of the changes than at the time of the record, but none that were not made. In a status and its conditions.
        if (expected["observedGeneration"]?.GetValue<long>() is { } then && actual["observedGeneration"]?.GetValue<long>() is { } now && now > then && now <= _generation)
        {
            expected = (JsonObject)expected.DeepClone();
            expected["observedGeneration"] = now;
        }

        // What is repeated is repeated as long as the test lasts.
        if (expected.ContainsKey("involvedObject") && expected["count"] is not null && actual["count"] is { } repeats)
        {
            expected = (JsonObject)expected.DeepClone();
            expected["count"] = repeats.DeepClone();
        }

        return expected;
    }

    /// <summary>The time of the last change has full seconds: whether a write has one depends on whether the write before fell into the same second.</summary>
    private static JsonObject WithTriggerTimeOf(JsonObject actual, JsonObject expected)
    {
        const string name = "endpoints.kubernetes.io/last-change-trigger-time";
        expected = (JsonObject)expected.DeepClone();
        var metadata = expected["metadata"]!.AsObject();
        var annotations = metadata["annotations"]?.DeepClone().AsObject() ?? [];
        annotations.Remove(name);
        if (actual["metadata"]?["annotations"]?[name] is { } time && Time().IsMatch(time.ToString()))
        {
            annotations[name] = time.DeepClone();
        }

        metadata.Remove("annotations");
        if (annotations.Count > 0)
        {
            metadata["annotations"] = annotations;
        }

        return expected;
    }

    private static List<JsonNode> Distinct(IReadOnlyList<JsonNode> events)
    {
        var distinct = new List<JsonNode>();
        string? last = null;
        foreach (var item in events)
        {
            var copy = item.DeepClone();
            (copy["object"]?["metadata"] as JsonObject)?.Remove("resourceVersion");
            var state = Time().Replace(copy.ToJsonString(), "{{time}}");
            if (state != last)
            {
                distinct.Add(item);
                last = state;
            }
        }

        return distinct;
    }

    [GeneratedRegex("\"([a-z]+)-[bcdfghjklmnpqrstvwxz2456789]{8,10}\"")]
    private static partial Regex NameOfReplicaSet();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")]
    private static partial Regex Time();
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.LocalCluster.Tests.Transcripts;

/// <summary>Compares JSON of a server with recorded JSON that holds placeholders.</summary>
internal class JsonComparer(Bindings bindings)
{
    public Bindings Bindings { get; } = bindings;

    /// <summary>Null if the documents match, else where and how they differ.</summary>
    public string? Match(JsonNode expected, JsonNode actual)
    {
        // The revision a list or table shows is the whole store's: background work of the server moves it.
        if (expected is JsonObject list && (list.ContainsKey("items") || list.ContainsKey("rows")) && list["metadata"] is JsonObject metadata
            && metadata["resourceVersion"]?.GetValue<string>() is { } revision && revision.StartsWith("{{rv", StringComparison.Ordinal))
        {
            if (actual["metadata"]?["resourceVersion"] is JsonValue shown)
            {
                Bindings.BindFirst(revision[2..^2], shown.GetValue<string>());
            }

            metadata["resourceVersion"] = "{{rv}}";
        }

        return MatchNode(expected, actual, "$");
    }

    /// <summary>Each expected item is among the actual ones.</summary>
    public string? MatchSome(JsonArray expected, JsonArray actual) => expected
        .Where(wanted => !actual.Any(present => Bindings.Attempt(() => MatchNode(wanted, present, "$")) is null))
        .Select(missing => $"no item like {missing!.ToJsonString()}").FirstOrDefault();

    /// <summary>The events of a watch, one by one.</summary>
    public virtual string? MatchEvents(IReadOnlyList<JsonNode> expected, IReadOnlyList<JsonNode> actual)
    {
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            if (MatchNode(expected[i], actual[i], $"event {i}") is { } why)
            {
                return why;
            }
        }

        return expected.Count == actual.Count ? null : $"expected {expected.Count} events, got {actual.Count}: {string.Join('\n', actual.Select(a => a.ToJsonString()))}";
    }

    /// <summary>How many values have been compared and found equal: of several answers that differ, the one with most was meant.</summary>
    protected int Compared { get; private set; }

    protected string? MatchNode(JsonNode? expected, JsonNode? actual, string path)
    {
        if (expected is JsonValue value && value.TryGetValue<string>(out var pattern))
        {
            if (pattern == "{{any}}")
            {
                return null;
            }

            var text = actual is JsonValue scalar && scalar.TryGetValue<string>(out var s) ? s
                : pattern.StartsWith("{{", StringComparison.Ordinal) && actual?.GetValueKind() == JsonValueKind.Number ? actual.ToJsonString() : null;
            if (text is null)
            {
                return $"{path}: expected \"{pattern}\", got {Show(actual)}";
            }

            if (MatchText(pattern, text) is { } why)
            {
                return $"{path}: {why}";
            }

            Compared++;
            return null;
        }

        return (expected, actual) switch
        {
            (JsonObject e, JsonObject a) => MatchObject(e, a, path),
            (JsonArray e, JsonArray a) => MatchArray(e, a, path),
            _ => JsonNode.DeepEquals(expected, actual) ? null : $"{path}: expected {Show(expected)}, got {Show(actual)}",
        };
    }

    protected virtual string? MatchText(string pattern, string actual) => Bindings.Match(pattern, actual);

    protected virtual string? MatchArray(JsonArray expected, JsonArray actual, string path)
    {
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            if (MatchNode(expected[i], actual[i], $"{path}[{i}]") is { } why)
            {
                return why;
            }
        }

        return expected.Count == actual.Count ? null : Lengths(expected, actual, path);
    }

    protected static string Lengths(JsonArray expected, JsonArray actual, string path) => $"{path}: expected {expected.Count} items, got {actual.Count}: {Show(actual)}";

    protected virtual string? MatchObject(JsonObject expected, JsonObject actual, string path)
    {
        foreach (var (name, value) in expected)
        {
            // Descriptions of columns are prose for people; ours is our own.
            if (name == "description" && path.Contains("columnDefinitions", StringComparison.Ordinal))
            {
                continue;
            }

            if (!actual.TryGetPropertyValue(name, out var other))
            {
                return $"{path}.{name}: missing (expected {Show(value)})";
            }

            if (MatchNode(value, other, $"{path}.{name}") is { } why)
            {
                return why;
            }
        }

        var extra = actual.FirstOrDefault(p => !expected.ContainsKey(p.Key));
        return extra.Key is null ? null : $"{path}.{extra.Key}: not expected ({Show(extra.Value)})";
    }

    protected static string Show(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length > 600 ? text[..600] + "…" : text;
    }
}

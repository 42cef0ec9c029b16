using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sluice.LocalCluster.Tests.Transcripts;

/// <summary>Compares a recorded answer with one of a server: status, headers, body.</summary>
internal sealed partial class AnswerComparer(JsonComparer json)
{
    public Bindings Bindings => json.Bindings;

    /// <summary>Null if the answer is as recorded, else a reason; then nothing has been bound.</summary>
    public string? Compare(Exchange exchange, HttpResponseMessage response, string body)
    {
        if ((int)response.StatusCode != exchange.Status)
        {
            return $"expected {exchange.Status}, got {(int)response.StatusCode} {(body.Length > 500 ? body[..500] : body)}";
        }

        return Bindings.Attempt(() => Headers(exchange, response) ?? (exchange.Has("compare status") ? null : Body(exchange, body)));
    }

    private string? Headers(Exchange exchange, HttpResponseMessage response)
    {
        foreach (var group in exchange.ResponseHeaders.GroupBy(h => h.Key, StringComparer.OrdinalIgnoreCase))
        {
            var actual = response.Headers.Concat(response.Content.Headers).Where(h => string.Equals(h.Key, group.Key, StringComparison.OrdinalIgnoreCase)).SelectMany(h => h.Value).ToList();
            foreach (var (expected, index) in group.Select((h, i) => (h.Value, i)))
            {
                if (index >= actual.Count)
                {
                    return $"header {group.Key}: missing {expected}";
                }

                // Multiple warnings come as one header per warning; HttpClient joins some headers itself.
                if (Bindings.Match(expected, group.Key is "Warning" ? actual[index] : string.Join(", ", actual).Replace("; ", ";", StringComparison.Ordinal).Replace(";charset", "; charset", StringComparison.Ordinal)) is { } why)
                {
                    return $"header {group.Key}: {why}";
                }
            }

            if (group.Key == "Warning" && actual.Count != group.Count())
            {
                return $"warnings: {string.Join(" | ", actual)}";
            }
        }

        return !exchange.ResponseHeaders.Any(h => h.Key == "Warning") && response.Headers.TryGetValues("Warning", out var extra) ? $"unexpected warning {string.Join(" | ", extra)}" : null;
    }

    private string? Body(Exchange exchange, string body)
    {
        if (exchange.Has("watch"))
        {
            return Events(exchange, body);
        }

        var isJson = exchange.ResponseHeaders.Any(h => h.Key == "Content-Type" && h.Value.StartsWith("application/json", StringComparison.Ordinal));
        if (!isJson || exchange.ResponseBody == "{{any}}")
        {
            // Times in a log have nine decimals, also where a record calls them as it calls those of objects.
            var pattern = exchange.Path.Contains("/log", StringComparison.Ordinal) ? exchange.ResponseBody.Replace("{{microtime}}", "{{nanotime}}", StringComparison.Ordinal) : exchange.ResponseBody;
            return pattern == "{{any}}" ? null : Bindings.Match(pattern, ManagedFieldsInYaml().Replace(body.TrimEnd('\n'), ""));
        }

        if (Parse(exchange, body) is not { } actual)
        {
            return $"not JSON: {body}";
        }

        var expected = Parse(exchange, exchange.ResponseBody)!;
        return exchange.Has("compare items")
            ? json.MatchSome(expected["items"]!.AsArray(), actual["items"]!.AsArray())
            : json.Match(expected, actual);
    }

    private string? Events(Exchange exchange, string body)
    {
        var expected = Lines(exchange.ResponseBody);
        var actual = Lines(body);
        return json.MatchEvents(expected, actual);

        List<JsonNode> Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Parse(exchange, line)!)];
    }

    private static JsonNode? Parse(Exchange exchange, string text)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }

        if (!exchange.Has("managedFields"))
        {
            DropManagedFields(node);
        }

        return node;
    }

    private static void DropManagedFields(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject obj:
                (obj["metadata"] as JsonObject)?.Remove("managedFields");
                foreach (var (_, child) in obj)
                {
                    DropManagedFields(child);
                }

                break;
            case JsonArray array:
                foreach (var item in array)
                {
                    DropManagedFields(item);
                }

                break;
        }
    }

    /// <summary>The block of a YAML answer.</summary>
    [GeneratedRegex("^  managedFields:\n(?:  -.*\n|   .*\n)+", RegexOptions.Multiline)]
    private static partial Regex ManagedFieldsInYaml();
}

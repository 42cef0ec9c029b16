using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sluice.LocalCluster.Tests.ApiServer.Transcripts;

/// <summary>Placeholders of a transcript: numbered ones keep the value they first met.</summary>
public sealed partial class Bindings
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public void Set(string name, string value) => _values[name] = value;

    /// <summary>A request's text with the values bound so far.</summary>
    public string Fill(string text) =>
        Placeholder().Replace(QuotedNumber().Replace(text, m => _values.GetValueOrDefault(m.Groups[1].Value, m.Value)), m => _values.GetValueOrDefault(m.Groups[1].Value, Sample(m)));

    private static string Sample(Match placeholder) => placeholder.Groups[1].Value switch
    {
        "time" => "2024-01-01T00:00:00Z",
        "microtime" => "2024-01-01T00:00:00.000000Z",
        _ => placeholder.Value,
    };

    /// <summary>Matches text against a pattern; binds what is new. Null if it matches, else a reason.</summary>
    public string? Match(string pattern, string actual)
    {
        if (!pattern.Contains("{{", StringComparison.Ordinal))
        {
            return pattern == actual ? null : $"expected {pattern}, got {actual}";
        }

        var regex = new StringBuilder("^");
        var names = new List<string>();
        var at = 0;
        foreach (Match m in Placeholder().Matches(pattern))
        {
            regex.Append(Regex.Escape(pattern[at..m.Index]));
            at = m.Index + m.Length;
            var name = m.Groups[1].Value;
            if (_values.TryGetValue(name, out var bound))
            {
                regex.Append(Regex.Escape(bound));
            }
            else if (names.Contains(name))
            {
                regex.Append(CultureInfo.InvariantCulture, $"\\{names.IndexOf(name) + 1}");
            }
            else
            {
                names.Add(name);
                regex.Append('(').Append(Shape(name)).Append(')');
            }
        }

        regex.Append(Regex.Escape(pattern[at..])).Append('$');
        var match = Regex.Match(actual, regex.ToString(), RegexOptions.Singleline);
        if (!match.Success)
        {
            return $"expected {pattern}, got {actual}";
        }

        for (var i = 0; i < names.Count; i++)
        {
            if (char.IsDigit(names[i][^1]))
            {
                _values[names[i]] = match.Groups[i + 1].Value;
            }
        }

        return null;
    }

    private static string Shape(string name) => Trailing().Replace(name, "") switch
    {
        "uid" => "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "rv" => "[0-9]+",
        "rand" => "[bcdfghjklmnpqrstvwxz2456789]{5}",
        "hash" => "[bcdfghjklmnpqrstvwxz2456789]{8,10}",
        "time" => "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
        "microtime" => "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z",
        "age" => "(?:[0-9]+[smhdy]|<unknown>|<invalid>)+",
        "nodePort" => "[0-9]+",
        _ => ".*",
    };

    public string? MatchJson(JsonNode? expected, JsonNode? actual, string path)
    {
        // The revision a list or table shows is the whole store's: background work of the server moves it.
        if (path == "$" && expected is JsonObject list && (list.ContainsKey("items") || list.ContainsKey("rows")) && list["metadata"] is JsonObject metadata
            && metadata["resourceVersion"]?.GetValue<string>() is { } revision && revision.StartsWith("{{rv", StringComparison.Ordinal))
        {
            if (!_values.ContainsKey(revision[2..^2]) && revision != "{{rv}}" && actual?["metadata"]?["resourceVersion"] is JsonValue shown)
            {
                _values[revision[2..^2]] = shown.GetValue<string>();
            }

            metadata["resourceVersion"] = "{{rv}}";
        }

        if (expected is JsonValue value && value.TryGetValue<string>(out var pattern))
        {
            if (pattern == "{{any}}")
            {
                return null;
            }

            var text = actual is JsonValue scalar && scalar.TryGetValue<string>(out var s) ? s
                : pattern.StartsWith("{{", StringComparison.Ordinal) && actual?.GetValueKind() == JsonValueKind.Number ? actual.ToJsonString() : null;
            return text is null ? $"{path}: expected \"{pattern}\", got {Show(actual)}" : Match(pattern, text) is { } why ? $"{path}: {why}" : null;
        }

        return (expected, actual) switch
        {
            (JsonObject e, JsonObject a) => MatchObject(e, a, path),
            (JsonArray e, JsonArray a) => MatchArray(e, a, path),
            _ => JsonNode.DeepEquals(expected, actual) ? null : $"{path}: expected {Show(expected)}, got {Show(actual)}",
        };
    }

    private string? MatchObject(JsonObject expected, JsonObject actual, string path)
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

            if (MatchJson(value, other, $"{path}.{name}") is { } why)
            {
                return why;
            }
        }

        var extra = actual.FirstOrDefault(p => !expected.ContainsKey(p.Key));
        return extra.Key is null ? null : $"{path}.{extra.Key}: not expected ({Show(extra.Value)})";
    }

    private string? MatchArray(JsonArray expected, JsonArray actual, string path)
    {
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            if (MatchJson(expected[i], actual[i], $"{path}[{i}]") is { } why)
            {
                return why;
            }
        }

        return expected.Count == actual.Count ? null : $"{path}: expected {expected.Count} items, got {actual.Count}: {Show(actual)}";
    }

    private static string Show(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length > 600 ? text[..600] + "…" : text;
    }

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("\"\\{\\{(nodePort\\d+)\\}\\}\"")]
    private static partial Regex QuotedNumber();

    [GeneratedRegex(@"\d+$")]
    private static partial Regex Trailing();
}

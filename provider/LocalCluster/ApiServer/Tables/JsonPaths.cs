using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Tables;

/// <summary>The JSON paths of printer columns: fields, indexes, <c>[*]</c> and filters of the form <c>[?(@.a=="b")]</c>.</summary>
internal static partial class JsonPaths
{
    public static IReadOnlyList<JsonNode?> Find(JsonNode? root, string path)
    {
        var found = new List<JsonNode?> { root };
        foreach (Match step in Step().Matches(path))
        {
            found = [.. found.SelectMany(n => Take(n, step))];
        }

        return found;
    }

    private static IEnumerable<JsonNode?> Take(JsonNode? node, Match step)
    {
        if (step.Groups["field"] is { Success: true } field)
        {
            var name = field.Value.Replace("\\.", ".", StringComparison.Ordinal);
            return node is JsonObject obj && obj.TryGetPropertyValue(name, out var value) ? [value] : [];
        }

        if (step.Groups["key"] is { Success: true } key)
        {
            return node.Child(key.Value) is { } value ? [value] : [];
        }

        if (node is not JsonArray array)
        {
            return step.Groups["all"].Success && node is JsonObject map ? map.Select(p => p.Value) : [];
        }

        if (step.Groups["all"].Success)
        {
            return array;
        }

        if (step.Groups["index"] is { Success: true } index)
        {
            var i = int.Parse(index.Value, CultureInfo.InvariantCulture);
            i = i < 0 ? array.Count + i : i;
            return i >= 0 && i < array.Count ? [array[i]] : [];
        }

        var wanted = step.Groups["value"].Value;
        return array.Where(item => Find(item, "." + step.Groups["name"].Value) is [var found, ..] && JsonTree.ScalarText(found) == wanted);
    }

    [GeneratedRegex("""\.(?<field>(?:\\\.|[^.\[\]])+)|\[(?<all>\*)\]|\[(?<index>-?\d+)\]|\['(?<key>[^']*)'\]|\[\?\(@\.(?<name>[\w.]+)\s*==\s*["'](?<value>[^"']*)["']\)\]""")]
    private static partial Regex Step();
}

using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Strategies;

/// <summary>The object form of a label selector: matchLabels and matchExpressions.</summary>
internal static class LabelSelectors
{
    public static bool Matches(JsonObject selector, JsonNode? labels)
    {
        foreach (var (key, value) in selector.Object("matchLabels") ?? [])
        {
            if (labels.Text(key) != JsonTree.ScalarText(value))
            {
                return false;
            }
        }

        foreach (var expression in selector.Array("matchExpressions").Objects())
        {
            var actual = labels.Text(expression.Text("key") ?? "");
            var values = expression.Array("values").Strings();
            var matches = expression.Text("operator") switch
            {
                "In" => actual is not null && values.Contains(actual),
                "NotIn" => actual is null || !values.Contains(actual),
                "Exists" => actual is not null,
                "DoesNotExist" => actual is null,
                _ => false,
            };
            if (!matches)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The selector as query text, keys in order.</summary>
    public static string Format(JsonNode? selector)
    {
        var terms = (selector.Object("matchLabels") ?? []).OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"{p.Key}={JsonTree.ScalarText(p.Value)}");
        var expressions = selector.Array("matchExpressions").Objects().Select(e => e.Text("operator") switch
        {
            "In" => $"{e.Text("key")} in ({string.Join(',', e.Array("values").Strings().Order(StringComparer.Ordinal))})",
            "NotIn" => $"{e.Text("key")} notin ({string.Join(',', e.Array("values").Strings().Order(StringComparer.Ordinal))})",
            "DoesNotExist" => $"!{e.Text("key")}",
            _ => e.Text("key") ?? "",
        });
        return string.Join(',', terms.Concat(expressions));
    }
}

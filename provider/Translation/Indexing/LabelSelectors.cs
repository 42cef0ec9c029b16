using Sluice.GatewayApi;

namespace Sluice.Translation.Indexing;

/// <summary>Label selectors as Kubernetes evaluates them.</summary>
internal static class LabelSelectors
{
    private static readonly Dictionary<string, string> NoLabels = [];

    /// <summary>True where every condition holds. No selector selects nothing, an empty one everything; an operator that does not exist selects nothing.</summary>
    public static bool Matches(LabelSelector? selector, IDictionary<string, string>? labels)
    {
        if (selector is null)
        {
            return false;
        }

        var found = labels ?? NoLabels;
        return (selector.MatchLabels ?? NoLabels).All(pair => found.TryGetValue(pair.Key, out var value) && value == pair.Value)
            && (selector.MatchExpressions ?? []).All(expression => Holds(expression, found));
    }

    private static bool Holds(LabelSelectorRequirement expression, IDictionary<string, string> labels)
    {
        var exists = labels.TryGetValue(expression.Key ?? "", out var value);
        return expression.Operator switch
        {
            "In" => exists && (expression.Values ?? []).Contains(value!),
            "NotIn" => !exists || !(expression.Values ?? []).Contains(value!),
            "Exists" => exists,
            "DoesNotExist" => !exists,
            _ => false,
        };
    }
}

using k8s.Models;

namespace Sluice.LocalCluster.Client;

/// <summary>Label selectors as controllers use them.</summary>
internal static class LabelSelectors
{
    public static bool Matches(IDictionary<string, string>? selector, IDictionary<string, string>? labels) =>
        selector is null || selector.All(pair => labels is not null && labels.TryGetValue(pair.Key, out string? value) && value == pair.Value);

    /// <summary>A null selector selects nothing, an empty one everything.</summary>
    public static bool Matches(V1LabelSelector? selector, IDictionary<string, string>? labels) =>
        selector is not null
        && Matches(selector.MatchLabels, labels)
        && (selector.MatchExpressions is null || selector.MatchExpressions.All(requirement => Matches(requirement, labels)));

    /// <summary>The form in which a Scale or a kubectl flag writes the selector.</summary>
    public static string Format(V1LabelSelector? selector) =>
        string.Join(',', (selector?.MatchLabels ?? new Dictionary<string, string>()).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));

    private static bool Matches(V1LabelSelectorRequirement requirement, IDictionary<string, string>? labels)
    {
        string? value = null;
        bool present = labels is not null && labels.TryGetValue(requirement.Key, out value);
        return requirement.OperatorProperty switch
        {
            "In" => present && requirement.Values is { } allowed && allowed.Contains(value!),
            "NotIn" => !present || requirement.Values is not { } refused || !refused.Contains(value!),
            "Exists" => present,
            "DoesNotExist" => !present,
            _ => false,
        };
    }
}

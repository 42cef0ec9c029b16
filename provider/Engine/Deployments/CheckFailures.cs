using Sluice.Engine.Providers;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>Words a refused input: resource, property path, the value seen, the reason.</summary>
internal static class CheckFailures
{
    private const int LongestValue = 200;

    public static string Message(ResourceGoal goal, CheckFailure failure, PropertyMap inputs)
    {
        var resource = $"{goal.Type} resource '{goal.Name}'";
        if (failure.Property.Length == 0)
        {
            return $"{resource} has a problem: {failure.Reason}";
        }

        var value = PropertyPath.Parse(failure.Property)?.Get(inputs);
        if (value is null)
        {
            return $"{resource}: property {failure.Property} has a problem: {failure.Reason}";
        }

        var text = value.ContainsSecrets ? "[secret]" : PlainJson.Write(value)?.ToJsonString() ?? "null";
        return $"{resource}: property {failure.Property} value {{{(text.Length > LongestValue ? text[..LongestValue] + "…" : text)}}} has a problem: {failure.Reason}";
    }
}

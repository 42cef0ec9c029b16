using System.Text.Json;
using Sluice.Engine.Events;
using Sluice.Engine.Values;

namespace Sluice.Cli.Output;

/// <summary>What stands after the tree: diagnostics, outputs, counts.</summary>
internal static class SummaryText
{
    /// <summary>The output whose lines are commands to try.</summary>
    public const string TryOutput = "try";

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<string> Diagnostics(RunModel model)
    {
        if (model.Diagnostics.Count == 0)
        {
            yield break;
        }

        yield return "Diagnostics:";
        foreach (var group in model.Diagnostics.GroupBy(static d => d.Urn))
        {
            yield return group.Key is { } urn ? $"  {urn.Type} ({urn.Name}):" : "  sluice:";
            foreach (var diagnostic in group.DistinctBy(static d => (d.Severity, d.Message)))
            {
                var label = diagnostic.Severity switch { Severity.Error => "error: ", Severity.Warning => "warning: ", _ => "" };
                foreach (var line in (label + diagnostic.Message).Split('\n'))
                {
                    yield return "    " + line;
                }
            }

            yield return "";
        }
    }

    public static IEnumerable<string> Outputs(RunModel model)
    {
        if (model.Outputs is not { } outputs || outputs.Olds.Count + outputs.News.Count == 0)
        {
            yield break;
        }

        yield return "Outputs:";
        var width = outputs.Olds.Names.Concat(outputs.News.Names).Max(static n => n.Length);
        foreach (var name in outputs.Olds.Names.Concat(outputs.News.Names).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (old, now) = (outputs.Olds[name], outputs.News[name]);
            var label = name.PadRight(width);
            yield return (old, now) switch
            {
                (null, { } added) => $"  + {label}: {Value(added)}",
                ({ } removed, null) => $"  - {label}: {Value(removed)}",
                var (a, b) when a!.Equals(b) => $"    {label}: {Value(b!)}",
                var (a, b) => $"  ~ {label}: {Value(a!)} => {Value(b!)}",
            };
        }

        yield return "";
    }

    public static IEnumerable<string> Resources(RunModel model, bool preview)
    {
        yield return "Resources:";
        var kinds = 0;
        foreach (var op in OpTexts.Order.Where(o => o is not (StepOp.CreateReplacement or StepOp.DeleteReplaced) && model.Counts.GetValueOrDefault(o) > 0))
        {
            kinds++;
            var mark = OpTexts.Mark(op);
            yield return $"    {(mark.EndsWith(' ') ? mark : mark)}{model.Counts[op]} {(preview ? "to " + OpTexts.Plan(op) : OpTexts.Done(op))}";
        }

        var same = model.Counts.GetValueOrDefault(StepOp.Same);
        if (kinds > 1)
        {
            yield return $"    {model.ChangeCount} changes. {same} unchanged";
        }
        else if (same > 0)
        {
            yield return $"    {same} unchanged";
        }

        if (model.Failures > 0)
        {
            yield return $"    {model.Failures} errored";
        }
    }

    /// <summary>Commands the program offers to try, verbatim.</summary>
    public static IEnumerable<string> Try(PropertyMap outputs)
    {
        if (outputs[TryOutput] is not PropertyValue.Text commands)
        {
            yield break;
        }

        yield return "";
        yield return "Try:";
        foreach (var line in commands.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return "  " + line;
        }
    }

    public static string Value(PropertyValue value) => value switch
    {
        PropertyValue.Secret => "[secret]",
        PropertyValue.Unknown => "[unknown]",
        _ when value.ContainsSecrets || value.ContainsUnknowns => value.ToString()!,
        PropertyValue.Text t => JsonSerializer.Serialize(t.Value, Relaxed),
        _ => PlainJson.Write(value)?.ToJsonString(Relaxed) ?? "null",
    };
}

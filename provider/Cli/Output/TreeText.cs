using System.Globalization;
using Sluice.Engine.Events;

namespace Sluice.Cli.Output;

/// <summary>Lays the resources of a run out as a tree in columns.</summary>
internal static class TreeText
{
    private const int LongestInfo = 100;

    /// <param name="model">The run.</param>
    /// <param name="preview">Whether plans are shown, or what has become of them.</param>
    /// <param name="showSames">Whether unchanged resources are shown too.</param>
    public static IReadOnlyList<string> Lines(RunModel model, bool preview, bool showSames)
    {
        var visible = Visible(model, showSames);
        if (visible.Count == 0)
        {
            return [];
        }

        var table = new List<string[]> { new[] { "", "Type", "Name", preview ? "Plan" : "Status", "Info" } };
        var children = visible.ToLookup(r => r.Parent is { } p && visible.Any(v => v.Urn == p) ? p.Value : "", StringComparer.Ordinal);
        foreach (var root in children[""])
        {
            Add(root, "", "", children, table, preview);
        }

        var widths = Enumerable.Range(0, 4).Select(column => table.Max(cells => cells[column].Length)).ToArray();
        return [.. table.Select(cells => $" {cells[0].PadRight(2)}  {cells[1].PadRight(widths[1])}  {cells[2].PadRight(widths[2])}  {cells[3].PadRight(widths[3])}  {cells[4]}".TrimEnd())];
    }

    public static string Status(Row row, bool preview)
    {
        if (row.State == RowState.Failed)
        {
            return OpTexts.Failed(row.Op);
        }

        if (preview)
        {
            return OpTexts.Plan(row.Op);
        }

        if (row.State == RowState.Running && OpTexts.Running(row.Op) is { Length: > 0 } running)
        {
            return $"{running} ({(Environment.TickCount64 - row.StartedAt) / 1000}s)";
        }

        var done = OpTexts.Done(row.Op);
        return done.Length == 0 || row.Duration == TimeSpan.Zero ? done : $"{done} ({Seconds(row.Duration)})";
    }

    public static string Seconds(TimeSpan duration) => duration.TotalSeconds < 1
        ? duration.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) + "s"
        : Math.Round(duration.TotalSeconds).ToString("0", CultureInfo.InvariantCulture) + "s";

    public static string Info(Row row)
    {
        var parts = new List<string>();
        if (row.Step is { Differences.Length: > 0 } step && row.Op is (StepOp.Update or StepOp.Replace or StepOp.CreateReplacement or StepOp.DeleteReplaced))
        {
            parts.Add($"[diff: {string.Join(',', Differences(step))}]");
        }

        if (row.Progress.Length > 0)
        {
            var line = row.Progress.Split('\n')[0];
            parts.Add(line.Length > LongestInfo ? line[..LongestInfo] + "…" : line);
        }

        Count(parts, row.Errors, "error");
        Count(parts, row.Warnings, "warning");
        return string.Join("; ", parts);
    }

    /// <summary>The top-level keys that change, marked by how.</summary>
    private static IEnumerable<string> Differences(Step step) => step.Differences
        .GroupBy(static d => d.Path.Steps[0].ToString()!, StringComparer.Ordinal)
        .Select(g =>
        {
            var had = step.OldInputs?.Has(g.Key) ?? true;
            var has = step.NewInputs?.Has(g.Key) ?? true;
            return (had, has) switch { (false, true) => "+", (true, false) => "-", _ => "~" } + g.Key;
        });

    private static void Count(List<string> parts, int count, string word)
    {
        if (count > 0)
        {
            parts.Add($"{count} {word}{(count > 1 ? "s" : "")}");
        }
    }

    private static void Add(Row row, string indent, string branch, ILookup<string, Row> children, List<string[]> table, bool preview)
    {
        table.Add([OpTexts.Mark(row.Op), indent + branch + row.Urn.Type, row.Urn.Name, Status(row, preview), Info(row)]);
        var below = branch switch { "" => indent, "└─ " => indent + "   ", _ => indent + "│  " };
        var own = children[row.Urn.Value].ToList();
        for (var i = 0; i < own.Count; i++)
        {
            Add(own[i], below, i == own.Count - 1 ? "└─ " : "├─ ", children, table, preview);
        }
    }

    /// <summary>Everything that changes, and what it hangs from.</summary>
    private static List<Row> Visible(RunModel model, bool showSames)
    {
        var rows = model.Rows.Where(static r => !RunModel.IsHidden(r.Urn)).ToList();
        if (showSames)
        {
            return rows;
        }

        var byUrn = rows.ToDictionary(static r => r.Urn);
        var shown = new HashSet<Row>();
        foreach (var row in rows.Where(static r => r.State == RowState.Failed || r.Errors > 0 || r.Op is not (StepOp.Same or StepOp.Refresh)))
        {
            for (var at = row; at is not null && shown.Add(at); at = at.Parent is { } p ? byUrn.GetValueOrDefault(p) : null)
            {
            }
        }

        return [.. rows.Where(shown.Contains)];
    }
}

using Sluice.Engine.Events;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Cli.Output;

internal enum RowState
{
    Known,
    Running,
    Done,
    Failed,
}

/// <summary>One resource of the tree.</summary>
internal sealed class Row(Urn urn)
{
    public Urn Urn => urn;

    public Urn? Parent { get; set; }

    public StepOp Op { get; set; }

    public RowState State { get; set; }

    public long StartedAt { get; set; }

    public TimeSpan Duration { get; set; }

    public string Progress { get; set; } = "";

    public Step? Step { get; set; }

    /// <summary>Whether a replacement is what happened as a whole.</summary>
    public bool Replaced { get; set; }

    public int Errors { get; set; }

    public int Warnings { get; set; }
}

/// <summary>What has happened in one run so far, made of its events. Not thread-safe: events come one at a time.</summary>
internal sealed class RunModel
{
    private readonly Dictionary<Urn, Row> _rows = [];
    private readonly List<Row> _order = [];
    private readonly Dictionary<StepOp, int> _counts = [];

    public IReadOnlyList<Row> Rows => _order;

    public IReadOnlyDictionary<StepOp, int> Counts => _counts;

    public List<EngineEvent.Diagnostic> Diagnostics { get; } = [];

    public List<string> ProgramLines { get; } = [];

    public EngineEvent.StackOutputs? Outputs { get; private set; }

    public int Failures { get; private set; }

    public bool HasChanges => _counts.Any(static c => c.Key.IsChange() && c.Value > 0) || _rows.Values.Any(static r => r is { State: RowState.Failed });

    public int ChangeCount => _counts.Where(static c => c.Key is not (StepOp.Same or StepOp.CreateReplacement or StepOp.DeleteReplaced) && c.Key.IsChange()).Sum(static c => c.Value);

    public void Apply(EngineEvent engineEvent)
    {
        switch (engineEvent)
        {
            case EngineEvent.StepStarted started:
                var begun = RowOf(started.Step);
                begun.State = RowState.Running;
                begun.StartedAt = Environment.TickCount64;
                begun.Progress = "";
                break;
            case EngineEvent.StepProgress progress when _rows.TryGetValue(progress.Urn, out var waiting):
                waiting.Progress = progress.Text;
                break;
            case EngineEvent.StepDone done:
                var row = RowOf(done.Step);
                row.State = RowState.Done;
                row.Duration = done.Duration;
                row.Progress = "";
                row.Replaced |= done.Step.Op == StepOp.Replace;
                row.Op = row.Replaced ? StepOp.Replace : row.Op;
                if (!IsHidden(done.Step.Urn))
                {
                    _counts[done.Step.Op] = _counts.GetValueOrDefault(done.Step.Op) + 1;
                }

                break;
            case EngineEvent.StepFailed failed:
                var broken = RowOf(failed.Step);
                broken.State = RowState.Failed;
                broken.Duration = failed.Duration;
                broken.Progress = "";
                Failures++;
                break;
            case EngineEvent.Diagnostic { Severity: not Severity.Debug } diagnostic:
                Diagnostics.Add(diagnostic);
                if (diagnostic.Urn is { } urn && _rows.TryGetValue(urn, out var spoken))
                {
                    spoken.Errors += diagnostic.Severity == Severity.Error ? 1 : 0;
                    spoken.Warnings += diagnostic.Severity == Severity.Warning ? 1 : 0;
                }

                break;
            case EngineEvent.ProgramOutput output:
                ProgramLines.Add(output.Line);
                break;
            case EngineEvent.StackOutputs outputs:
                Outputs = outputs;
                break;
        }
    }

    /// <summary>Default providers are the engine's own business.</summary>
    public static bool IsHidden(Urn urn) =>
        urn.Type.StartsWith(ResourceState.ProviderTypePrefix, StringComparison.Ordinal) && (urn.Name == "default" || urn.Name.StartsWith("default_", StringComparison.Ordinal));

    private Row RowOf(Step step)
    {
        if (!_rows.TryGetValue(step.Urn, out var row))
        {
            row = new Row(step.Urn);
            _rows[step.Urn] = row;
            _order.Add(row);
        }

        row.Op = step.Op;
        row.Parent = step.Parent ?? row.Parent;
        row.Step = step;
        return row;
    }
}

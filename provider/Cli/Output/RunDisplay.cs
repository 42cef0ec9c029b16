using System.Diagnostics;
using Sluice.Engine.Events;

namespace Sluice.Cli.Output;

/// <summary>What a run is, for its headings.</summary>
/// <param name="Heading">Such as <c>Previewing update</c>.</param>
/// <param name="Stack">The stack's name.</param>
/// <param name="Preview">Whether nothing is changed.</param>
internal sealed record RunTitle(string Heading, string Stack, bool Preview);

/// <summary>
/// Shows one run: on a terminal as a tree that changes in place, elsewhere as one line per thing that happens, with the tree at the end.
/// </summary>
internal sealed class RunDisplay : IEventSink, IAsyncDisposable
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(120);

    private readonly RunTitle _title;
    private readonly DisplayOptions _options;
    private readonly TextWriter _out;
    private readonly Lock _gate = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _frames;
    private int _drawn;

    public RunDisplay(RunTitle title, DisplayOptions options, TextWriter output)
    {
        _title = title;
        _options = options;
        _out = output;
        _out.WriteLine($"{title.Heading} ({title.Stack}):");
        _frames = options.Live ? DrawFramesAsync() : Task.CompletedTask;
    }

    public RunModel Model { get; } = new();

    public void Publish(EngineEvent engineEvent)
    {
        lock (_gate)
        {
            Model.Apply(engineEvent);
            if (!_options.Live && !_title.Preview && Line(engineEvent) is { } line)
            {
                _out.WriteLine(line);
            }
        }
    }

    /// <summary>Ends the run's display with its summary.</summary>
    public async Task FinishAsync()
    {
        await _stop.CancelAsync();
        await _frames;
        lock (_gate)
        {
            Erase();
            Write(_title.Preview || _options.Live || Model.Failures > 0 || _options.ShowSames ? TreeText.Lines(Model, _title.Preview, _options.ShowSames) : []);
            _out.WriteLine();
            if (Model.ProgramLines.Count > 0)
            {
                _out.WriteLine("Program:");
                Write(Model.ProgramLines.Select(static l => "    " + l));
                _out.WriteLine();
            }

            Write(SummaryText.Diagnostics(Model));
            Write(_options.SuppressOutputs ? [] : SummaryText.Outputs(Model));
            Write(SummaryText.Resources(Model, _title.Preview));
            if (!_title.Preview)
            {
                _out.WriteLine();
                _out.WriteLine($"Duration: {Math.Ceiling(_clock.Elapsed.TotalSeconds):0}s");
            }

            _out.WriteLine();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _frames;
        _stop.Dispose();
    }

    private string? Line(EngineEvent engineEvent)
    {
        var row = engineEvent switch
        {
            EngineEvent.StepStarted s => s.Step.Urn,
            EngineEvent.StepProgress s => s.Urn,
            EngineEvent.StepDone s => s.Step.Urn,
            EngineEvent.StepFailed s => s.Step.Urn,
            _ => default,
        };
        if (row == default || RunModel.IsHidden(row) || Model.Rows.FirstOrDefault(r => r.Urn == row) is not { } found || found.Op is StepOp.Same or StepOp.Refresh)
        {
            return null;
        }

        // What is settled at once needs one line, not two.
        if (engineEvent is EngineEvent.StepStarted { Step.Custom: false } or EngineEvent.StepDone { Step.Op: StepOp.Replace })
        {
            return null;
        }

        var info = TreeText.Info(found);
        return $" {OpTexts.Mark(found.Op)} {row.Type} {row.Name} {TreeText.Status(found, false)}{(info.Length > 0 ? " " + info : "")}".TrimEnd();
    }

    private async Task DrawFramesAsync()
    {
        using var timer = new PeriodicTimer(FrameTime);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                lock (_gate)
                {
                    Erase();
                    var lines = Fitting(TreeText.Lines(Model, _title.Preview, false));
                    Write(lines);
                    _drawn = lines.Count;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The last frame is the summary's.
        }
    }

    /// <summary>A frame that is taller or wider than the terminal could not be erased again.</summary>
    private List<string> Fitting(IReadOnlyList<string> lines)
    {
        var (width, height) = (_options.Width - 1, Math.Max(5, _options.Height - 2));
        var cut = lines.Select(l => l.Length > width ? l[..width] : l).ToList();
        return cut.Count <= height ? cut : [cut[0], .. cut.Skip(cut.Count - height + 1)];
    }

    private void Erase()
    {
        if (_drawn > 0)
        {
            _out.Write($"\x1b[{_drawn}A\x1b[J");
            _drawn = 0;
        }
    }

    private void Write(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            _out.WriteLine(line);
        }
    }
}

/// <summary>How runs are shown.</summary>
internal sealed record DisplayOptions
{
    public bool Live { get; init; }

    public int Width { get; init; } = 120;

    public int Height { get; init; } = 40;

    public bool ShowSames { get; init; }

    public bool SuppressOutputs { get; init; }

    public static DisplayOptions OfConsole(bool showSames, bool suppressOutputs, bool suppressProgress)
    {
        var live = !suppressProgress && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        return new DisplayOptions
        {
            Live = live,
            Width = live ? Math.Max(40, Console.WindowWidth) : int.MaxValue,
            Height = live ? Console.WindowHeight : int.MaxValue,
            ShowSames = showSames,
            SuppressOutputs = suppressOutputs,
        };
    }
}

using Sluice.Engine.Events;

namespace Sluice.Engine.Tests.Fakes;

internal sealed class RecordingSink : IEventSink
{
    private readonly List<EngineEvent> _events = [];

    public void Publish(EngineEvent engineEvent)
    {
        lock (_events)
        {
            _events.Add(engineEvent);
        }
    }

    public IReadOnlyList<EngineEvent> Events
    {
        get
        {
            lock (_events)
            {
                return [.. _events];
            }
        }
    }

    public IEnumerable<string> Errors => Events.OfType<EngineEvent.Diagnostic>().Where(static d => d.Severity == Severity.Error).Select(static d => d.Message);

    /// <summary>The finished steps as <c>op name</c>; unchanged ones, providers and the stack left out.</summary>
    public IEnumerable<string> Changes => Events.OfType<EngineEvent.StepDone>()
        .Where(static s => s.Step.Op != StepOp.Same && !s.Step.Urn.Type.StartsWith("pulumi:", StringComparison.Ordinal))
        .Select(static s => $"{s.Step.Op.Wire()} {s.Step.Urn.Name}");

    public Sluice.Engine.Values.PropertyMap? StackOutputs => Events.OfType<EngineEvent.StackOutputs>().LastOrDefault()?.News;
}

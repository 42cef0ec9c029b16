using System.Collections.Immutable;
using Sluice.Engine.Values;

namespace Sluice.Engine.Events;

internal enum Severity
{
    Debug,
    Info,
    Warning,
    Error,
}

/// <summary>What a run says while it works, in the order it happens.</summary>
internal abstract record EngineEvent
{
    /// <summary>A step begins.</summary>
    internal sealed record StepStarted(Step Step) : EngineEvent;

    /// <summary>What a step that is under way waits for; replaces what was said before.</summary>
    internal sealed record StepProgress(Urn Urn, string Text) : EngineEvent;

    /// <summary>A step ended well.</summary>
    internal sealed record StepDone(Step Step, TimeSpan Duration) : EngineEvent;

    internal sealed record StepFailed(Step Step, TimeSpan Duration) : EngineEvent;

    internal sealed record Diagnostic(Severity Severity, Urn? Urn, string Message) : EngineEvent;

    /// <summary>A line the program or its build wrote.</summary>
    internal sealed record ProgramOutput(string Line, bool IsError) : EngineEvent;

    /// <summary>The outputs of the stack, known once the program has ended.</summary>
    internal sealed record StackOutputs(PropertyMap Olds, PropertyMap News) : EngineEvent;
}

/// <summary>One thing done to one resource, as shown to people.</summary>
/// <param name="Op">What is done.</param>
/// <param name="Urn">The resource.</param>
internal sealed record Step(StepOp Op, Urn Urn)
{
    public Urn? Parent { get; init; }

    public bool Custom { get; init; } = true;

    public string Id { get; init; } = "";

    public string Provider { get; init; } = "";

    public PropertyMap? OldInputs { get; init; }

    public PropertyMap? NewInputs { get; init; }

    public ImmutableArray<PropertyDifference> Differences { get; init; } = [];

    /// <summary>The delete-half or create-half of a replacement, counted once with the replacement itself.</summary>
    public bool IsHalf => Op is StepOp.CreateReplacement or StepOp.DeleteReplaced;
}

/// <summary>Takes the events of a run; called from several threads, one event at a time.</summary>
internal interface IEventSink
{
    void Publish(EngineEvent engineEvent);
}

using Sluice.Engine.Deployments;
using Sluice.Engine.Events;

namespace Sluice.Engine.Monitor;

/// <summary>What the services of one run serve.</summary>
internal sealed class MonitorSession(Deployment deployment, IEventSink events) : IDisposable
{
    private int _programErrors;

    public Deployment Deployment => deployment;

    public IEventSink Events => events;

    public ProgramCallbacks Callbacks { get; } = new();

    public InvokeTransforms InvokeTransforms { get; } = new();

    /// <summary>Whether the program logged an error, which fails the run even when it exits with 0.</summary>
    public bool HasProgramErrors => Volatile.Read(ref _programErrors) > 0;

    public void NoteProgramError() => Interlocked.Increment(ref _programErrors);

    public void Dispose() => Callbacks.Dispose();
}

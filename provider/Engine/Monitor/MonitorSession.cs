using Sluice.Engine.Deployments;
using Sluice.Engine.Events;

namespace Sluice.Engine.Monitor;

/// <summary>What the services of one run serve.</summary>
internal sealed class MonitorSession(Deployment deployment, IEventSink events) : IDisposable
{
    private readonly TaskCompletionSource _signalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _programErrors;

    public Deployment Deployment => deployment;

    public IEventSink Events => events;

    public ProgramCallbacks Callbacks { get; } = new();

    public InvokeTransforms InvokeTransforms { get; } = new();

    /// <summary>Whether the program logged an error, which fails the run even when it exits with 0.</summary>
    public bool HasProgramErrors => Volatile.Read(ref _programErrors) > 0;

    /// <summary>Completes when the program has said that it is through and waits to be released.</summary>
    public Task Signalled => _signalled.Task;

    /// <summary>Lets a program go that waits, and every one that will.</summary>
    public void Release() => _released.TrySetResult();

    public Task SignalAsync(CancellationToken cancellation)
    {
        _signalled.TrySetResult();
        return _released.Task.WaitAsync(cancellation);
    }

    public void NoteProgramError() => Interlocked.Increment(ref _programErrors);

    public void Dispose() => Callbacks.Dispose();
}

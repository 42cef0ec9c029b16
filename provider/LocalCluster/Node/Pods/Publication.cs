using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>
/// Lets whoever changes a pod's state wait until the server has been told, so that a state that is over at once is seen all the same, as
/// with a kubelet.
/// </summary>
internal sealed class Publication(Signal changed, TimeProvider time)
{
    /// <summary>A server that is away must not hold up the pods.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long _version;
    private long _told;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many changes there have been.</summary>
    public long Version => Interlocked.Read(ref _version);

    public void Changed()
    {
        Interlocked.Increment(ref _version);
        changed.Set();
    }

    /// <summary>The server knows everything up to this version.</summary>
    public void Told(long version)
    {
        TaskCompletionSource reached;
        lock (_gate)
        {
            _told = Math.Max(_told, version);
            reached = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        reached.SetResult();
    }

    /// <summary>Completes when the server knows all that has changed until now, or after a second.</summary>
    public async Task ToldAsync(CancellationToken cancel)
    {
        long wanted = Version;
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        while (!either.IsCancellationRequested)
        {
            Task next;
            lock (_gate)
            {
                if (_told >= wanted)
                {
                    return;
                }

                next = _next.Task;
            }

            await next.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

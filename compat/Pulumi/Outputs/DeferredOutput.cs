namespace Pulumi;

/// <summary>An output that exists before its value does: whoever finds the value resolves it, once.</summary>
public sealed class DeferredOutput<T>
{
    private readonly TaskCompletionSource<OutputData<T>> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _resolved;

    public DeferredOutput()
    {
        Output = new Output<T>(_source.Task);
    }

    public Output<T> Output { get; }

    public void Resolve(Output<T> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (Interlocked.Exchange(ref _resolved, 1) != 0)
        {
            throw new InvalidOperationException("DeferredOutput can only be resolved once.");
        }

        output.DataTask.ContinueWith(
            task =>
            {
                if (task.IsFaulted)
                {
                    _source.TrySetException(task.Exception.InnerExceptions);
                }
                else if (task.IsCanceled)
                {
                    _source.TrySetCanceled();
                }
                else
                {
                    _source.TrySetResult(task.Result);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}

namespace Pulumi;

/// <summary>Counts the work a program has started, new work of work included.</summary>
internal sealed class InFlightTasks
{
    private readonly Lock _lock = new();
    private readonly List<Exception> _failures = [];
    private int _running;
    private TaskCompletionSource<IReadOnlyList<Exception>>? _waiter;

    public void Add(Task task)
    {
        lock (_lock)
        {
            _running++;
        }

        task.ContinueWith(Completed, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Completes when nothing runs any more, or with the first failures: then waiting longer helps nobody.</summary>
    public Task<IReadOnlyList<Exception>> WaitAsync()
    {
        lock (_lock)
        {
            if (_failures.Count > 0 || _running == 0)
            {
                return Task.FromResult<IReadOnlyList<Exception>>(TakeFailures());
            }

            _waiter ??= new TaskCompletionSource<IReadOnlyList<Exception>>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task;
        }
    }

    private void Completed(Task task)
    {
        lock (_lock)
        {
            _running--;
            if (task.IsFaulted)
            {
                _failures.AddRange(task.Exception.InnerExceptions);
            }
            else if (task.IsCanceled)
            {
                _failures.Add(new TaskCanceledException(task));
            }

            if (_waiter is not null && (_failures.Count > 0 || _running == 0))
            {
                _waiter.SetResult(TakeFailures());
                _waiter = null;
            }
        }
    }

    // One exception usually faults a whole chain of outputs; it is one failure.
    private Exception[] TakeFailures()
    {
        var failures = _failures.Distinct().ToArray();
        _failures.Clear();
        return failures;
    }
}

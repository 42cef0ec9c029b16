namespace Sluice.Proxy.Hosting;

/// <summary>The end of the time that a request may take, from head to the last byte of the answer; set by the rule, shortened by an attempt.</summary>
internal sealed class ForwardingDeadline : IDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _expiry;
    private readonly CancellationTokenSource _either;
    private readonly long _started;
    private readonly TimeSpan? _limit;

    /// <param name="limit">For the whole request; null or zero: none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="aborted">Ends the request for other reasons.</param>
    public ForwardingDeadline(TimeSpan? limit, TimeProvider time, CancellationToken aborted)
    {
        _time = time;
        _started = time.GetTimestamp();
        _limit = limit > TimeSpan.Zero ? limit : null;
        _expiry = new CancellationTokenSource(_limit ?? Timeout.InfiniteTimeSpan, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(aborted, _expiry.Token);
    }

    public CancellationToken Token => _either.Token;

    public bool HasPassed => _expiry.IsCancellationRequested;

    /// <summary>Makes it come earlier, if it does not already.</summary>
    public void Shorten(TimeSpan? left)
    {
        if (left is { } time && (_limit is not { } limit || time < limit - _time.GetElapsedTime(_started)))
        {
            _expiry.CancelAfter(time > TimeSpan.Zero ? time : TimeSpan.Zero);
        }
    }

    public void Dispose()
    {
        _either.Dispose();
        _expiry.Dispose();
    }
}

using System.Threading.Channels;

namespace Sluice.LocalCluster.Client;

/// <summary>
/// Keys to work on. A key waits at most once, is never worked on twice at the same time, and comes back with a growing
/// delay while it fails.
/// </summary>
internal sealed class WorkQueue<TKey>(TimeProvider time)
    where TKey : notnull
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();
    private readonly HashSet<TKey> _waiting = [];
    private readonly HashSet<TKey> _working = [];
    private readonly HashSet<TKey> _again = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly Dictionary<TKey, (DateTimeOffset Due, ITimer Timer)> _delayed = [];
    private readonly Lock _gate = new();

    public void Add(TKey key)
    {
        lock (_gate)
        {
            if (_working.Contains(key))
            {
                _again.Add(key);
            }
            else if (_waiting.Add(key))
            {
                _ready.Writer.TryWrite(key);
            }
        }
    }

    /// <summary>Adds later; the earliest of several wishes counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        lock (_gate)
        {
            DateTimeOffset due = time.GetUtcNow() + delay;
            if (_delayed.TryGetValue(key, out (DateTimeOffset Due, ITimer Timer) earlier))
            {
                if (earlier.Due <= due)
                {
                    return;
                }

                earlier.Timer.Dispose();
            }

            ITimer timer = time.CreateTimer(_ => Elapsed(key), null, delay, Timeout.InfiniteTimeSpan);
            _delayed[key] = (due, timer);
        }
    }

    public void AddFailed(TKey key)
    {
        TimeSpan delay;
        lock (_gate)
        {
            int failures = _failures.GetValueOrDefault(key);
            _failures[key] = Math.Min(failures + 1, 20);
            delay = TimeSpan.FromTicks(Math.Min(FirstDelay.Ticks << Math.Min(failures, 12), MaxDelay.Ticks));
        }

        AddAfter(key, delay);
    }

    public void Forget(TKey key)
    {
        lock (_gate)
        {
            _failures.Remove(key);
        }
    }

    public async ValueTask<TKey> TakeAsync(CancellationToken cancel)
    {
        TKey key = await _ready.Reader.ReadAsync(cancel).ConfigureAwait(false);
        lock (_gate)
        {
            _waiting.Remove(key);
            _working.Add(key);
        }

        return key;
    }

    public void Done(TKey key)
    {
        lock (_gate)
        {
            _working.Remove(key);
            if (_again.Remove(key) && _waiting.Add(key))
            {
                _ready.Writer.TryWrite(key);
            }
        }
    }

    private void Elapsed(TKey key)
    {
        lock (_gate)
        {
            if (_delayed.Remove(key, out (DateTimeOffset Due, ITimer Timer) entry))
            {
                entry.Timer.Dispose();
            }
        }

        Add(key);
    }
}

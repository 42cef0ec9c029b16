namespace Sluice.Proxy.Connections;

/// <summary>All client connections: counts them against the limit, sweeps their deadlines and drains them.</summary>
internal sealed class ConnectionTable : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Stack<int> _free = new();
    private readonly int _limit;
    private readonly PeriodicTimer _timer;
    private readonly Task _sweeping;
    private readonly List<Action<long>> _sweepers = [];
    private ClientConnection?[] _slots = new ClientConnection?[256];
    private int _used;
    private int _count;
    private TaskCompletionSource? _empty;

    public ConnectionTable(int limit, TimeProvider time)
    {
        _limit = limit;
        _timer = new PeriodicTimer(ProxyDefaults.IdleSweepInterval, time);
        _sweeping = SweepAsync();
    }

    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds something else to be called at every sweep.</summary>
    public void OnSweep(Action<long> sweeper)
    {
        lock (_lock)
        {
            _sweepers.Add(sweeper);
        }
    }

    /// <summary>False: the limit is reached.</summary>
    public bool TryAdd(ClientConnection connection)
    {
        lock (_lock)
        {
            if (_count >= _limit)
            {
                return false;
            }

            if (!_free.TryPop(out var slot))
            {
                slot = _used++;
                if (slot == _slots.Length)
                {
                    Array.Resize(ref _slots, _slots.Length * 2);
                }
            }

            connection.Slot = slot;
            _slots[slot] = connection;
            if (_count++ == 0)
            {
                _timer.Period = ProxyDefaults.SweepInterval;
            }

            return true;
        }
    }

    public void Remove(ClientConnection connection)
    {
        lock (_lock)
        {
            if (connection.Slot < 0)
            {
                return;
            }

            _slots[connection.Slot] = null;
            _free.Push(connection.Slot);
            connection.Slot = -1;
            if (--_count == 0)
            {
                _timer.Period = ProxyDefaults.IdleSweepInterval;
                _empty?.TrySetResult();
            }
        }
    }

    public ClientConnection[] Snapshot(Func<ClientConnection, bool> filter)
    {
        lock (_lock)
        {
            return [.. _slots.Where(connection => connection is not null && filter(connection))!];
        }
    }

    /// <summary>Asks connections to finish; all know before the first acts on it.</summary>
    public static void BeginDrain(ClientConnection[] connections)
    {
        foreach (var connection in connections)
        {
            connection.MarkDraining();
        }

        foreach (var connection in connections)
        {
            connection.BeginDrain();
        }
    }

    /// <summary>Asks all connections to finish, waits for them up to the given time, then closes what is left. Returns how many were left.</summary>
    public async Task<int> DrainAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        Task empty;
        lock (_lock)
        {
            _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            empty = _count == 0 ? Task.CompletedTask : _empty.Task;
        }

        BeginDrain(Snapshot(_ => true));
        try
        {
            await empty.WaitAsync(time, clock, cancellationToken).ConfigureAwait(false);
            return 0;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            var left = Snapshot(_ => true);
            foreach (var connection in left)
            {
                connection.Abort();
            }

            return left.Length;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _sweeping.ConfigureAwait(false);
    }

    private async Task SweepAsync()
    {
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            var now = Environment.TickCount64;
            ClientConnection?[] slots;
            int used;
            Action<long>[] sweepers;
            lock (_lock)
            {
                slots = _slots;
                used = _used;
                sweepers = [.. _sweepers];
            }

            // Slots may change while they are read: a connection missed now is seen 50 ms later.
            for (var i = 0; i < used; i++)
            {
                Volatile.Read(ref slots[i])?.Sweep(now);
            }

            foreach (var sweeper in sweepers)
            {
                sweeper(now);
            }
        }
    }
}

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>
/// Lets only a few programs start at the same time. Dozens that start at once on a few cores all come up late and miss
/// their probes; one after the other, each is up as fast as the machine can.
/// </summary>
internal sealed class StartGate(int width, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _places = new(width, width);

    public async Task<IDisposable> EnterAsync(CancellationToken cancel)
    {
        await _places.WaitAsync(cancel).ConfigureAwait(false);
        return new Turn(_places, time);
    }

    public void Dispose() => _places.Dispose();

    /// <summary>A place that is given back when the program is up, or after a while in any case.</summary>
    private sealed class Turn : IDisposable
    {
        private readonly SemaphoreSlim _places;
        private readonly ITimer _timer;
        private int _returned;

        public Turn(SemaphoreSlim places, TimeProvider time)
        {
            _places = places;
            _timer = time.CreateTimer(_ => Return(), null, LongestTurn, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            _timer.Dispose();
            Return();
        }

        private void Return()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0)
            {
                try
                {
                    _places.Release();
                }
                catch (ObjectDisposedException)
                {
                    // The node has been stopped in the meantime.
                }
            }
        }
    }
}

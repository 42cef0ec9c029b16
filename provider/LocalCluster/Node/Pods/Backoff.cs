namespace Sluice.LocalCluster.Node.Pods;

/// <summary>The delay between restarts: 10 s, doubled each time up to 5 min; forgotten after 10 min of running well.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Max = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Forget = TimeSpan.FromMinutes(10);

    private TimeSpan _next = TimeSpan.Zero;

    /// <summary>The first restart comes at once.</summary>
    public TimeSpan Next(TimeSpan ran)
    {
        if (ran >= Forget)
        {
            _next = TimeSpan.Zero;
        }

        TimeSpan delay = _next;
        _next = delay == TimeSpan.Zero ? First : delay * 2 < Max ? delay * 2 : Max;
        return delay;
    }
}

using Sluice.Routing.Model;

namespace Sluice.Proxy.Hosting;

/// <summary>Delays or aborts a share of a rule's requests, for testing how callers cope.</summary>
internal sealed class FaultInjector(ProxyRuntime runtime)
{
    private readonly Random _random = runtime.Options.RandomSeed is { } seed ? new Random(seed) : new Random();
    private readonly Lock _lock = new();

    /// <summary>The status to answer with, or null to go on.</summary>
    public async ValueTask<int?> InjectAsync(FaultInjection fault, CancellationToken cancellationToken)
    {
        if (fault.Delay > TimeSpan.Zero && Hits(fault.DelayPercent))
        {
            await Task.Delay(fault.Delay, runtime.Time, cancellationToken).ConfigureAwait(false);
        }

        return Hits(fault.AbortPercent) ? fault.AbortStatus : null;
    }

    private bool Hits(double percent)
    {
        if (percent is <= 0 or >= 100)
        {
            return percent >= 100;
        }

        lock (_lock)
        {
            return _random.NextDouble() * 100 < percent;
        }
    }
}

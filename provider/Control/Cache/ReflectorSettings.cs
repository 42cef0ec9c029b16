namespace Sluice.Control.Cache;

/// <summary>Times of the list-watch loops.</summary>
internal sealed record ReflectorSettings
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A number from 0 to 1, so that loops that lost the same server do not come back in step.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    public int PageSize { get; init; } = 500;

    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bookmarks come about once a minute; three of them missing is a dead connection.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How often a kind that is not installed is looked for.</summary>
    public TimeSpan MissingKindInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Five to ten minutes, so that a forgotten watch does not live for ever.</summary>
    public TimeSpan WatchTime() => TimeSpan.FromMinutes(5) * (1 + Jitter());

    public TimeSpan Backoff(int failures)
    {
        var wait = MinBackoff * Math.Pow(2, Math.Clamp(failures - 1, 0, 16));
        return (wait < MaxBackoff ? wait : MaxBackoff) * (0.5 + (Jitter() / 2));
    }

    public async Task DelayAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait, Time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The loop's condition says what to do.
        }
    }
}

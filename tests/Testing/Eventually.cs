using System.Diagnostics;

namespace Sluice.TestKit;

/// <summary>Polls as the official conformance suite does: every 100 ms until a check gives null, else fails with the last complaint.</summary>
public static class Eventually
{
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    public static async Task HoldsAsync(string what, TimeSpan limit, Func<Task<string?>> check)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var complaint = await check();
            if (complaint is null)
            {
                return;
            }

            if (clock.Elapsed > limit)
            {
                throw new TimeoutException($"{what} did not hold within {limit.TotalSeconds:0} s: {complaint}");
            }

            await PauseAsync(PollInterval);
        }
    }

    /// <summary>The pause between two polls of something that gives no signal.</summary>
    public static async Task PauseAsync(TimeSpan pause)
    {
        using var timer = new PeriodicTimer(pause);
        await timer.WaitForNextTickAsync();
    }
}

using k8s.Models;

namespace Sluice.LocalCluster.Node.Probes;

/// <summary>What a probe is for.</summary>
internal enum ProbeKind
{
    Startup,
    Liveness,
    Readiness,
}

/// <summary>
/// Repeats one probe of one run of a container and reports when the thresholds are crossed.
/// </summary>
internal sealed class ProbeLoop(ProbeAction action, V1Probe probe, ProbeKind kind, ProbeTarget target, TimeProvider time)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);

    /// <summary>Called with each failed probe's message.</summary>
    public required Action<string> Failed { get; init; }

    /// <summary>Called when the verdict changes: true after successThreshold, false after failureThreshold.</summary>
    public required Action<bool> Changed { get; init; }

    public async Task RunAsync(CancellationToken cancel)
    {
        TimeSpan period = TimeSpan.FromSeconds(Math.Max(1, probe.PeriodSeconds ?? 10));
        int successes = 0;
        int failures = 0;
        bool? verdict = null;
        bool everUp = false;
        TimeSpan early = FirstRetry;
        if (probe.InitialDelaySeconds is > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(probe.InitialDelaySeconds.Value), time, cancel).ConfigureAwait(false);
        }

        while (!cancel.IsCancellationRequested)
        {
            ProbeResult result = await action.RunAsync(probe, target, cancel).ConfigureAwait(false);
            if (result.Success)
            {
                successes++;
                failures = 0;
                everUp = true;
                if (successes >= Math.Max(1, probe.SuccessThreshold ?? 1) && verdict != true)
                {
                    verdict = true;
                    Changed(true);
                    if (kind == ProbeKind.Startup)
                    {
                        return;
                    }
                }
            }
            else if (!everUp && early < period && kind != ProbeKind.Liveness)
            {
                // A program that is not up yet is asked more often than the period says, so that a pod is ready when it
                // is and not up to ten seconds later. These extra questions do not count as failures.
                await Task.Delay(early, time, cancel).ConfigureAwait(false);
                early = early * 1.5;
                continue;
            }
            else
            {
                failures++;
                successes = 0;
                Failed(result.Message);
                if (failures >= Math.Max(1, probe.FailureThreshold ?? 3) && verdict != false)
                {
                    verdict = false;
                    Changed(false);
                    if (kind != ProbeKind.Readiness)
                    {
                        return;
                    }
                }
            }

            await Task.Delay(period, time, cancel).ConfigureAwait(false);
        }
    }
}

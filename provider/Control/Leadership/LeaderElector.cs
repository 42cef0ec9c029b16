using Microsoft.Extensions.Logging;
using Sluice.Control.Kubernetes;

namespace Sluice.Control.Leadership;

/// <summary>
/// Holds a Lease or waits for it. The number of its changes of hand is the epoch: it rises with every term, whoever leads, and stands
/// first in every version that the leader publishes.
/// </summary>
internal sealed partial class LeaderElector(KubernetesApi api, LeaderElectionOptions options, ILogger logger)
{
    private readonly LeaderLease _lease = new(api, options);

    /// <summary>The epoch while this replica leads; null otherwise.</summary>
    public long? Epoch { get; private set; }

    /// <summary>
    /// Runs until cancelled, then gives the lease back so that the next leader need not wait. <paramref name="leading"/> is run for each
    /// term; its token ends with the term.
    /// </summary>
    public async Task RunAsync(Func<long, CancellationToken, Task> leading, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await TryAcquireAsync(cancellationToken) is { } epoch)
            {
                await LeadAsync(epoch, leading, cancellationToken);
            }

            await DelayAsync(options.RetryPeriod, cancellationToken);
        }
    }

    private async Task LeadAsync(long epoch, Func<long, CancellationToken, Task> leading, CancellationToken cancellationToken)
    {
        Log.Leading(logger, options.Identity, epoch);
        Epoch = epoch;
        using var term = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = leading(epoch, term.Token);
        try
        {
            await RenewAsync(epoch, work, cancellationToken);
        }
        finally
        {
            Epoch = null;
            await term.CancelAsync();
            Log.Following(logger, options.Identity, epoch);
            try
            {
                await work;
            }
            catch (OperationCanceledException)
            {
            }
            finally
            {
                await ReleaseAsync(epoch);
            }
        }
    }

    private async Task RenewAsync(long epoch, Task work, CancellationToken cancellationToken)
    {
        var renewed = options.Time.GetTimestamp();
        while (!work.IsCompleted)
        {
            await DelayAsync(options.RetryPeriod, cancellationToken);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            // A call that hangs must not outlive the deadline.
            var left = options.RenewDeadline - options.Time.GetElapsedTime(renewed);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1));
            try
            {
                if (!await _lease.RenewAsync(epoch, limit.Token))
                {
                    Log.Taken(logger);
                    return;
                }

                renewed = options.Time.GetTimestamp();
            }
            catch (Exception problem) when (LeaderLease.IsTransient(problem))
            {
                if (options.Time.GetElapsedTime(renewed) >= options.RenewDeadline)
                {
                    Log.Unrenewed(logger, options.RenewDeadline.TotalSeconds, problem.Message);
                    return;
                }
            }
        }
    }

    private async Task<long?> TryAcquireAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _lease.AcquireAsync(cancellationToken);
        }
        catch (Exception problem) when (LeaderLease.IsTransient(problem))
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                Log.Unreachable(logger, _lease.ToString(), problem.Message);
            }

            return null;
        }
    }

    private async Task ReleaseAsync(long epoch)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await _lease.ReleaseAsync(epoch, limit.Token);
        }
        catch (Exception problem) when (LeaderLease.IsTransient(problem))
        {
            Log.Unreleased(logger, problem.Message);
        }
    }

    private async Task DelayAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait, options.Time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4101, Level = LogLevel.Information, Message = "{Identity} leads, epoch {Epoch}.")]
        public static partial void Leading(ILogger logger, string identity, long epoch);

        [LoggerMessage(EventId = 4102, Level = LogLevel.Information, Message = "{Identity} no longer leads, epoch {Epoch}.")]
        public static partial void Following(ILogger logger, string identity, long epoch);

        [LoggerMessage(EventId = 4103, Level = LogLevel.Error, Message = "The lease could not be renewed for {Seconds} seconds, giving up leadership: {Reason}")]
        public static partial void Unrenewed(ILogger logger, double seconds, string reason);

        [LoggerMessage(EventId = 4104, Level = LogLevel.Warning, Message = "Lease {Lease} cannot be read or taken: {Reason}")]
        public static partial void Unreachable(ILogger logger, string lease, string reason);

        [LoggerMessage(EventId = 4105, Level = LogLevel.Warning, Message = "The lease could not be given back and has to expire: {Reason}")]
        public static partial void Unreleased(ILogger logger, string reason);

        [LoggerMessage(EventId = 4106, Level = LogLevel.Warning, Message = "The lease is no longer ours.")]
        public static partial void Taken(ILogger logger);
    }
}

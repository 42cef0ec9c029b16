using Microsoft.Extensions.Logging;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>What every controller works with.</summary>
internal sealed record ControllerContext(ApiClient Client, ClusterCaches Caches, EventRecorder Events, TimeProvider Time, ILogger Logger)
{
    public DateTime Now => Time.GetUtcNow().UtcDateTime;
}

/// <summary>A loop that takes keys from a queue and brings the objects behind them to the wanted state.</summary>
internal abstract partial class Controller(ControllerContext context)
{
    protected ControllerContext Context { get; } = context;

    protected ClusterCaches Caches => Context.Caches;

    protected ApiClient Client => Context.Client;

    protected WorkQueue<ObjectKey> Queue { get; } = new(context.Time);

    protected virtual int Workers => 1;

    protected abstract Task ReconcileAsync(ObjectKey key, CancellationToken cancel);

    public async Task RunAsync(CancellationToken cancel)
    {
        await Caches.Synced.WaitAsync(cancel).ConfigureAwait(false);
        await StartAsync(cancel).ConfigureAwait(false);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(cancel))).ConfigureAwait(false);
    }

    /// <summary>Runs once, before the first key.</summary>
    protected virtual Task StartAsync(CancellationToken cancel) => Task.CompletedTask;

    private async Task WorkAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            ObjectKey key = await Queue.TakeAsync(cancel).ConfigureAwait(false);
            try
            {
                await ReconcileAsync(key, cancel).ConfigureAwait(false);
                Queue.Forget(key);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                throw;
            }
            catch (ApiException e) when (e.IsConflict || e.IsNotFound || e.IsNamespaceTerminating)
            {
                // Someone else was faster; the next round starts from what they left.
                Log.Outdated(Context.Logger, GetType().Name, key, e.Message);
                Queue.AddFailed(key);
            }
#pragma warning disable CA1031 // One object that cannot be reconciled must not stop the loop for all the others.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.Failed(Context.Logger, e, GetType().Name, key);
                Queue.AddFailed(key);
            }
            finally
            {
                Queue.Done(key);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4100, LogLevel.Debug, "{Controller} tries {Key} again: {Reason}")]
        public static partial void Outdated(ILogger logger, string controller, ObjectKey key, string reason);

        [LoggerMessage(4101, LogLevel.Warning, "{Controller} could not reconcile {Key} and tries again")]
        public static partial void Failed(ILogger logger, Exception exception, string controller, ObjectKey key);
    }
}

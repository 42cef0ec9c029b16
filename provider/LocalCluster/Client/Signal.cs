using System.Threading.Channels;

namespace Sluice.LocalCluster.Client;

/// <summary>Something has changed: any number of calls of <see cref="Set"/> wake the one waiter once.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _channel.Writer.TryWrite(true);

    public Task WaitAsync(CancellationToken cancel) => _channel.Reader.ReadAsync(cancel).AsTask();

    /// <summary>Waits for the signal, but no longer than this.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; not when the time is over.</exception>
    public async Task WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            await _channel.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The time is over.
        }
    }
}

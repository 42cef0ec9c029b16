using System.Threading.Channels;
using Sluice.Control.Cache;

namespace Sluice.Control.Loop;

/// <summary>The one dirty flag: any number of writers raise it, the loop takes what was raised and lowers it.</summary>
internal sealed class ChangeSignal
{
    private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _changes;

    public void Raise(CacheChange change)
    {
        Interlocked.Or(ref _changes, (int)change);
        _raised.Writer.TryWrite(true);
    }

    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _raised.Reader.WaitToReadAsync(cancellationToken);

    public CacheChange Take()
    {
        _raised.Reader.TryRead(out _);
        return (CacheChange)Interlocked.Exchange(ref _changes, 0);
    }
}

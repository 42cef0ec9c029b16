using System.Threading.Channels;

namespace Sluice.LocalCluster.ApiServer.Storage;

/// <summary>
/// A reader's queue of events of one resource. A reader that falls too far behind is cut off, as a real server does; the client
/// watches again from the last revision it saw.
/// </summary>
internal sealed class StoreWatch : IDisposable
{
    private const int QueueLimit = 20_000;

    private readonly Channel<StoreEvent> _queue = Channel.CreateBounded<StoreEvent>(new BoundedChannelOptions(QueueLimit)
    {
        SingleReader = true,
        FullMode = BoundedChannelFullMode.Wait,
    });

    private readonly ObjectStore _store;
    private readonly string _resource;

    public StoreWatch(ObjectStore store, string resource, long startRevision)
    {
        _store = store;
        _resource = resource;
        StartRevision = startRevision;
    }

    /// <summary>The store's revision when the watch began.</summary>
    public long StartRevision { get; }

    public ChannelReader<StoreEvent> Events => _queue.Reader;

    public void Post(StoreEvent change)
    {
        if (!_queue.Writer.TryWrite(change))
        {
            _queue.Writer.TryComplete();
        }
    }

    public void Complete() => _queue.Writer.TryComplete();

    public void Dispose() => _store.Unsubscribe(_resource, this);
}

using System.Collections.Immutable;

namespace Sluice.LocalCluster.ApiServer.Storage;

/// <summary>The objects of one resource and its recent events. Guarded by the store's lock, except for reading <see cref="Items"/>.</summary>
internal sealed class ResourceTable
{
    /// <summary>How many past events a watch or an exact list can go back to.</summary>
    public const int HistoryLimit = 8192;

    private readonly List<StoreEvent> _history = [];
    private readonly List<StoreWatch> _watches = [];

    public ImmutableSortedDictionary<ObjectKey, StoredObject> Items { get; private set; } = ImmutableSortedDictionary<ObjectKey, StoredObject>.Empty;

    /// <summary>Events up to and including this revision are forgotten.</summary>
    public long CompactedRevision { get; private set; }

    public void Load(StoredObject item) => Items = Items.SetItem(item.Key, item);

    public void Unload(ObjectKey key) => Items = Items.Remove(key);

    public void Forget(long revision)
    {
        _history.Clear();
        CompactedRevision = Math.Max(CompactedRevision, revision);
    }

    public void Apply(StoreEvent change)
    {
        Items = change.Type == StoreEventType.Deleted ? Items.Remove(change.Object.Key) : Items.SetItem(change.Object.Key, change.Object);
        if (_history.Count >= HistoryLimit)
        {
            var forgotten = HistoryLimit / 4;
            CompactedRevision = _history[forgotten - 1].Revision;
            _history.RemoveRange(0, forgotten);
        }

        _history.Add(change);
        foreach (var watch in _watches)
        {
            watch.Post(change);
        }
    }

    public void Subscribe(StoreWatch watch, long afterRevision)
    {
        for (var i = FirstAfter(afterRevision); i < _history.Count; i++)
        {
            watch.Post(_history[i]);
        }

        _watches.Add(watch);
    }

    public void Unsubscribe(StoreWatch watch) => _watches.Remove(watch);

    public void CloseWatches()
    {
        foreach (var watch in _watches)
        {
            watch.Complete();
        }

        _watches.Clear();
    }

    /// <summary>The items as they were at <paramref name="revision"/>: the present ones with the later events undone.</summary>
    public ImmutableSortedDictionary<ObjectKey, StoredObject> At(long revision)
    {
        var items = Items;
        for (var i = _history.Count - 1; i >= 0 && _history[i].Revision > revision; i--)
        {
            var change = _history[i];
            items = change.Previous is { } previous ? items.SetItem(previous.Key, previous) : items.Remove(change.Object.Key);
        }

        return items;
    }

    private int FirstAfter(long revision)
    {
        var low = 0;
        var high = _history.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_history[middle].Revision <= revision)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}

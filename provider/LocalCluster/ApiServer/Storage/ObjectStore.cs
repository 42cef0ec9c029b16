using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Sluice.LocalCluster.ApiServer.Storage;

/// <summary>
/// All objects of the cluster in memory, with one revision counter, optimistic writes and a journal on disk. Writers hand over trees
/// they no longer touch; readers get immutable snapshots.
/// </summary>
internal sealed class ObjectStore : IAsyncDisposable
{
    private readonly Dictionary<string, ResourceTable> _tables = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Action<StoreEvent>> _attendants = new(StringComparer.Ordinal);
    private readonly StateJournal? _journal;
    private long _revision;
    private long _floor;

    private ObjectStore(StateJournal? journal) => _journal = journal;

    public long Revision => Interlocked.Read(ref _revision);

    /// <summary>Opens the state in <paramref name="folder"/>; without a folder nothing outlives the process.</summary>
    public static ObjectStore Open(string? folder)
    {
        if (folder is null)
        {
            return new ObjectStore(null);
        }

        var journal = StateJournal.Open(folder);
        var store = new ObjectStore(journal);
        journal.Replay(store.Load);

        // Past events do not survive a restart: a watch from before it has to list again.
        foreach (var table in store._tables.Values)
        {
            table.Forget(store._revision);
        }

        return store;
    }

    private void Load(JournalRecord record)
    {
        _revision = Math.Max(_revision, record.Revision);
        if (record.Resource is null)
        {
            return;
        }

        var table = Table(record.Resource);
        if (record.Tree is null)
        {
            table.Unload(record.Key);
        }
        else
        {
            table.Load(new StoredObject(record.Resource, record.Key, record.ObjectRevision, record.Tree));
        }
    }

    public StoredObject? Find(string resource, ObjectKey key)
    {
        ImmutableSortedDictionary<ObjectKey, StoredObject> items;
        lock (_lock)
        {
            items = Table(resource).Items;
        }

        return items.GetValueOrDefault(key);
    }

    public StoreSnapshot Snapshot(string resource)
    {
        lock (_lock)
        {
            return new StoreSnapshot(Table(resource).Items, _revision);
        }
    }

    /// <summary>The resource at an earlier revision, or null if that is forgotten.</summary>
    public StoreSnapshot? SnapshotAt(string resource, long revision)
    {
        lock (_lock)
        {
            var table = Table(resource);
            return revision < CompactedRevision(table) ? null : new StoreSnapshot(table.At(revision), revision);
        }
    }

    /// <summary>Watches a resource from just after <paramref name="afterRevision"/>; null if that is forgotten.</summary>
    public StoreWatch? Watch(string resource, long afterRevision)
    {
        lock (_lock)
        {
            var table = Table(resource);
            if (afterRevision < CompactedRevision(table))
            {
                return null;
            }

            var watch = new StoreWatch(this, resource, _revision);
            table.Subscribe(watch, afterRevision);
            return watch;
        }
    }

    /// <summary>A consistent pair: what is there now, and a watch of everything after it.</summary>
    public (StoreSnapshot Snapshot, StoreWatch Watch) SnapshotAndWatch(string resource)
    {
        lock (_lock)
        {
            var table = Table(resource);
            var watch = new StoreWatch(this, resource, _revision);
            table.Subscribe(watch, _revision);
            return (new StoreSnapshot(table.Items, _revision), watch);
        }
    }

    /// <summary>
    /// Lets one attendant of a resource know of what is there, and from then on of every change before any reader can see it. All
    /// writers wait meanwhile: it has to be quick, and must not use the store.
    /// </summary>
    public void Attend(string resource, Action<StoreEvent> attendant)
    {
        lock (_lock)
        {
            _attendants.Add(resource, attendant);
            foreach (var item in Table(resource).Items.Values)
            {
                attendant(new StoreEvent(StoreEventType.Added, item, Previous: null));
            }
        }
    }

    public void Unattend(string resource)
    {
        lock (_lock)
        {
            _attendants.Remove(resource);
        }
    }

    /// <summary>The oldest revision a watch may start from: nothing before the first boot of this process is remembered.</summary>
    private long CompactedRevision(ResourceTable table) => Math.Max(table.CompactedRevision, _floor);

    /// <summary>Declares everything up to now history that nobody can ask for.</summary>
    public void CompactHere()
    {
        lock (_lock)
        {
            _floor = _revision;
        }
    }

    public void Unsubscribe(string resource, StoreWatch watch)
    {
        lock (_lock)
        {
            Table(resource).Unsubscribe(watch);
        }
    }

    /// <summary>Ends every watch of a resource that is going away.</summary>
    public void CloseWatches(string resource)
    {
        lock (_lock)
        {
            Table(resource).CloseWatches();
        }
    }

    public void CloseAllWatches()
    {
        lock (_lock)
        {
            foreach (var table in _tables.Values)
            {
                table.CloseWatches();
            }
        }
    }

    /// <summary>Stores a new object; null if the key is taken.</summary>
    public StoredObject? Create(string resource, ObjectKey key, JsonObject tree)
    {
        lock (_lock)
        {
            var table = Table(resource);
            return table.Items.ContainsKey(key) ? null : Commit(table, StoreEventType.Added, resource, key, tree, previous: null);
        }
    }

    /// <summary>Replaces exactly this version; null if somebody was faster.</summary>
    public StoredObject? Replace(StoredObject expected, JsonObject tree)
    {
        lock (_lock)
        {
            var table = Table(expected.Resource);
            return table.Items.TryGetValue(expected.Key, out var present) && ReferenceEquals(present, expected)
                ? Commit(table, StoreEventType.Modified, expected.Resource, expected.Key, tree, expected)
                : null;
        }
    }

    /// <summary>Deletes exactly this version and answers its last state with the deletion's revision; null if somebody was faster.</summary>
    public StoredObject? Delete(StoredObject expected, JsonObject lastState)
    {
        lock (_lock)
        {
            var table = Table(expected.Resource);
            return table.Items.TryGetValue(expected.Key, out var present) && ReferenceEquals(present, expected)
                ? Commit(table, StoreEventType.Deleted, expected.Resource, expected.Key, lastState, expected)
                : null;
        }
    }

    private StoredObject Commit(ResourceTable table, StoreEventType type, string resource, ObjectKey key, JsonObject tree, StoredObject? previous)
    {
        var revision = _revision + 1;
        tree["metadata"]!["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture);
        var stored = new StoredObject(resource, key, revision, tree);

        // The journal comes first: what a client has been told must be there after a crash.
        _journal?.Append(revision, stored, deleted: type == StoreEventType.Deleted);
        var change = new StoreEvent(type, stored, previous);
        if (_attendants.TryGetValue(resource, out var attendant))
        {
            attendant(change);
        }

        Interlocked.Exchange(ref _revision, revision);
        table.Apply(change);
        if (_journal is { NeedsSnapshot: true })
        {
            _journal.StartSnapshot(revision, [.. _tables.Values.SelectMany(t => t.Items.Values)]);
        }

        return stored;
    }

    private ResourceTable Table(string resource)
    {
        if (!_tables.TryGetValue(resource, out var table))
        {
            table = new ResourceTable();
            _tables[resource] = table;
        }

        return table;
    }

    public async ValueTask DisposeAsync()
    {
        CloseAllWatches();
        if (_journal is not null)
        {
            await _journal.DisposeAsync().ConfigureAwait(false);
        }
    }
}

/// <param name="Items">The objects, in namespace and name order.</param>
/// <param name="Revision">The store's revision at which this is the truth.</param>
internal sealed record StoreSnapshot(ImmutableSortedDictionary<ObjectKey, StoredObject> Items, long Revision);

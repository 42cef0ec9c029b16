using System.Collections.Concurrent;
using System.Globalization;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Sluice.LocalCluster.Client;

/// <summary>One step of an object's life as a cache saw it; Old is null for a new object, New for a deleted one.</summary>
internal readonly record struct ResourceChange<T>(T? Old, T? New)
    where T : class
{
    public T Current => (New ?? Old)!;
}

/// <summary>
/// A live copy of all objects of one kind: list, then watch; a relist on expiry synthesises what was missed. What a
/// writer got back from the server is put in with <see cref="Observe"/>, so that a controller always reads its own writes.
/// Objects in the cache are shared: never change one, copy it with <c>with</c>.
/// </summary>
internal sealed partial class ResourceCache<T>(ApiClient client, ApiResource resource, TimeProvider time, ILogger logger) : IResourceCache
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<ObjectKey, T> _items = new();
    private readonly HashSet<string> _goneByWrite = [];
    private readonly List<Action<ResourceChange<T>>> _handlers = [];
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ApiResource Resource => resource;

    public Task Synced => _synced.Task;

    public ICollection<T> All => _items.Values;

    public T? Find(ObjectKey key) => _items.GetValueOrDefault(key);

    public T? Find(string ns, string name) => Find(new ObjectKey(ns, name));

    public IEnumerable<T> In(string ns) => _items.Values.Where(i => i.Metadata.NamespaceProperty == ns);

    /// <summary>Handlers run one after the other, under the cache's lock: they may only take note.</summary>
    public void OnChange(Action<ResourceChange<T>> handler)
    {
        lock (_gate)
        {
            _handlers.Add(handler);
            foreach (T item in _items.Values)
            {
                handler(new ResourceChange<T>(null, item));
            }
        }
    }

    public void Observe(T item) => Store(item);

    /// <summary>The caller has deleted the object for good.</summary>
    public void ObserveGone(T item)
    {
        lock (_gate)
        {
            _goneByWrite.Add(item.Metadata.Uid);
            Remove(item);
        }
    }

    public async Task RunAsync(CancellationToken cancel)
    {
        var delay = TimeSpan.FromMilliseconds(50);
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                ListPage<T> page = await client.ListAsync<T>(resource, cancel).ConfigureAwait(false);
                Replace(page.Items);
                _synced.TrySetResult();
                delay = TimeSpan.FromMilliseconds(50);
                await FollowAsync(page.ResourceVersion, cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is ApiException or HttpRequestException or IOException or OperationCanceledException or System.Text.Json.JsonException)
            {
                Log.WatchEnded(logger, resource.Plural, e.Message);
                await Task.Delay(delay, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay;
            }
        }
    }

    private async Task FollowAsync(string version, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await foreach (WatchItem<T> item in client.WatchAsync<T>(resource, version, cancel).ConfigureAwait(false))
            {
                version = item.Object.Metadata.ResourceVersion ?? version;
                switch (item.Kind)
                {
                    case WatchKind.Deleted:
                        lock (_gate)
                        {
                            _goneByWrite.Remove(item.Object.Metadata.Uid);
                            Remove(item.Object);
                        }

                        break;
                    case WatchKind.Bookmark:
                        break;
                    default:
                        Store(item.Object);
                        break;
                }
            }
        }
    }

    private void Store(T item)
    {
        lock (_gate)
        {
            if (_goneByWrite.Contains(item.Metadata.Uid))
            {
                return;
            }

            ObjectKey key = ObjectKey.Of(item);
            _items.TryGetValue(key, out T? old);
            if (old is not null && Version(old) >= Version(item))
            {
                return;
            }

            _items[key] = item;
            if (old is not null && old.Metadata.Uid != item.Metadata.Uid)
            {
                Notify(new ResourceChange<T>(old, null));
                old = null;
            }

            Notify(new ResourceChange<T>(old, item));
        }
    }

    private void Remove(T item)
    {
        ObjectKey key = ObjectKey.Of(item);
        if (_items.TryGetValue(key, out T? old) && old.Metadata.Uid == item.Metadata.Uid)
        {
            _items.TryRemove(key, out _);
            Notify(new ResourceChange<T>(old, null));
        }
    }

    private void Replace(List<T> items)
    {
        lock (_gate)
        {
            var present = items.Select(i => ObjectKey.Of(i)).ToHashSet();
            foreach (T gone in _items.Where(p => !present.Contains(p.Key)).Select(p => p.Value).ToList())
            {
                Remove(gone);
            }

            _goneByWrite.Clear();
            foreach (T item in items)
            {
                Store(item);
            }
        }
    }

    private void Notify(ResourceChange<T> change)
    {
        foreach (Action<ResourceChange<T>> handler in _handlers)
        {
            handler(change);
        }
    }

    private static ulong Version(T item) =>
        ulong.TryParse(item.Metadata.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out ulong version) ? version : 0;

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Debug, "The watch of {Plural} ended and starts again: {Reason}")]
        public static partial void WatchEnded(ILogger logger, string plural, string reason);
    }
}

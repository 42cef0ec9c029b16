using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.ApiServer.Tables;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>Watches: one JSON event per line until the client leaves or the time is up.</summary>
internal sealed class WatchEndpoint(ClusterState cluster)
{
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromSeconds(60);
    private const int ShortestTimeoutSeconds = 30 * 60;

    public async Task HandleAsync(ApiRequest request, ResourceKind kind, OutputFormat format)
    {
        var options = ListOptions.Read(request, kind, watch: true);
        if (request.Info.Name.Length > 0)
        {
            // The legacy path of one object's watch.
            options = options with { Fields = Selectors.FieldSelector.Parse("metadata.name=" + request.Info.Name, kind) };
        }

        var stream = new WatchStream(request, kind, format, cluster.Time);
        await stream.StartAsync().ConfigureAwait(false);
        var timeout = options.Timeout ?? TimeSpan.FromSeconds(ShortestTimeoutSeconds + Random.Shared.Next(ShortestTimeoutSeconds));
        using var ending = new CancellationTokenSource(timeout, cluster.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, request.Aborted);
        var started = cluster.Time.GetUtcNow();
        using var watch = await BeginAsync(stream, kind, options, request.Info.Namespace).ConfigureAwait(false);
        if (watch is null)
        {
            return;
        }

        try
        {
            await PumpAsync(stream, watch, request.Info.Namespace, options, started + timeout, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The time is up or the client has gone: the stream simply ends.
        }
    }

    /// <summary>Sends what exists, if the client asked for it, and answers the watch of what follows; null if the version is too old.</summary>
    private async Task<StoreWatch?> BeginAsync(WatchStream stream, ResourceKind kind, ListOptions options, string scope)
    {
        var fresh = options.ResourceVersion is null or 0;
        if (!fresh && !options.SendInitialEvents)
        {
            var watch = cluster.Store.Watch(kind.Storage, options.ResourceVersion!.Value);
            if (watch is null)
            {
                await stream.ErrorAsync(new ApiException(410, "Expired", $"too old resource version: {options.ResourceVersion} ({cluster.Store.Revision})")).ConfigureAwait(false);
            }

            return watch;
        }

        var (snapshot, live) = cluster.Store.SnapshotAndWatch(kind.Storage);
        foreach (var (key, item) in snapshot.Items)
        {
            if ((scope.Length == 0 || key.Namespace == scope) && options.Selects(item.Tree))
            {
                stream.Add("ADDED", item);
            }
        }

        if (options.AllowBookmarks && (options.SendInitialEvents || options.ResourceVersion is null))
        {
            stream.Bookmark(snapshot.Revision, initialEventsEnd: true);
        }

        await stream.FlushAsync().ConfigureAwait(false);
        return live;
    }

    private async Task PumpAsync(WatchStream stream, StoreWatch watch, string scope, ListOptions options, DateTimeOffset end, CancellationToken stop)
    {
        var lastRevision = watch.StartRevision;
        var lastSent = cluster.Time.GetUtcNow();
        while (true)
        {
            var wait = options.AllowBookmarks ? NextBookmark(lastSent, end) : Timeout.InfiniteTimeSpan;
            switch (await WaitAsync(watch, wait, stop).ConfigureAwait(false))
            {
                case Waited.Closed:
                    return;
                case Waited.Idle:
                    // Nothing happened for a while: tell the client how far it has seen.
                    stream.Bookmark(Math.Max(lastRevision, cluster.Store.Revision), initialEventsEnd: false);
                    await stream.FlushAsync().ConfigureAwait(false);
                    lastSent = cluster.Time.GetUtcNow();
                    continue;
            }

            while (watch.Events.TryRead(out var change))
            {
                lastRevision = change.Revision;
                if (scope.Length == 0 || change.Object.Key.Namespace == scope)
                {
                    Send(stream, change, options);
                }
            }

            await stream.FlushAsync().ConfigureAwait(false);
            lastSent = cluster.Time.GetUtcNow();
        }
    }

    private TimeSpan NextBookmark(DateTimeOffset lastSent, DateTimeOffset end)
    {
        var now = cluster.Time.GetUtcNow();
        var last = end - TimeSpan.FromSeconds(1);
        var next = lastSent + BookmarkInterval;
        if (last > now && last < next && last - lastSent > TimeSpan.FromSeconds(2))
        {
            next = last;
        }
        else if (last <= now && next > end)
        {
            return Timeout.InfiniteTimeSpan;
        }

        return next <= now ? TimeSpan.FromMilliseconds(1) : next - now;
    }

    private enum Waited
    {
        Ready,
        Idle,
        Closed,
    }

    private async Task<Waited> WaitAsync(StoreWatch watch, TimeSpan wait, CancellationToken stop)
    {
        if (wait == Timeout.InfiniteTimeSpan)
        {
            return await watch.Events.WaitToReadAsync(stop).ConfigureAwait(false) ? Waited.Ready : Waited.Closed;
        }

        using var timer = new CancellationTokenSource(wait, cluster.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        try
        {
            return await watch.Events.WaitToReadAsync(both.Token).ConfigureAwait(false) ? Waited.Ready : Waited.Closed;
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return Waited.Idle;
        }
    }

    private static void Send(WatchStream stream, StoreEvent change, ListOptions options)
    {
        var matches = change.Type != StoreEventType.Deleted && options.Selects(change.Object.Tree);
        var matched = change.Previous is { } previous && options.Selects(previous.Tree);
        if (matches)
        {
            stream.Add(matched ? "MODIFIED" : "ADDED", change.Object);
        }
        else if (matched)
        {
            if (change.Type == StoreEventType.Deleted)
            {
                stream.Add("DELETED", change.Object);
            }
            else
            {
                stream.AddLeft(change.Previous!, change.Revision);
            }
        }
    }

    /// <summary>Writes events in the shape the client asked for.</summary>
    private sealed class WatchStream(ApiRequest request, ResourceKind kind, OutputFormat format, TimeProvider time)
    {
        private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
        private bool _columnsSent;

        /// <summary>The client goes on when it has the head of the response, however long the first event takes.</summary>
        public async Task StartAsync()
        {
            var response = request.Http.Response;
            response.StatusCode = 200;
            response.ContentType = "application/json";
            await response.StartAsync(request.Aborted).ConfigureAwait(false);
            await response.Body.FlushAsync(request.Aborted).ConfigureAwait(false);
        }

        public void Add(string type, StoredObject item)
        {
            if (format.Shape == OutputShape.Object)
            {
                Line(type, ObjectPresenter.Bytes(kind, item).Span);
            }
            else
            {
                Line(type, JsonTree.ToUtf8(Shape(ObjectPresenter.Present(kind, item.Tree))));
            }
        }

        /// <summary>An object that no longer matches: its last matching state, at the revision of the change.</summary>
        public void AddLeft(StoredObject previous, long revision)
        {
            var tree = JsonTree.Clone(ObjectPresenter.Present(kind, previous.Tree));
            tree.Ensure("metadata")["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture);
            Line("DELETED", JsonTree.ToUtf8(Shape(tree)));
        }

        private JsonObject Shape(JsonObject tree)
        {
            switch (format.Shape)
            {
                case OutputShape.Table:
                    var table = ObjectTables.Build(kind, [tree], new JsonObject { ["resourceVersion"] = tree.Text("metadata", "resourceVersion") }, time, request.Query("includeObject"), format.Version);
                    if (_columnsSent)
                    {
                        table["columnDefinitions"] = null;
                    }

                    _columnsSent = true;
                    return table;
                case OutputShape.PartialMetadata:
                    return PartialMetadata.Of(tree, format.Version);
                default:
                    return tree;
            }
        }

        public void Bookmark(long revision, bool initialEventsEnd)
        {
            var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) };
            if (initialEventsEnd)
            {
                metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
            }

            var mark = new JsonObject { ["kind"] = kind.Kind, ["apiVersion"] = kind.ApiVersion, ["metadata"] = metadata.DeepClone() };
            if (format.Shape == OutputShape.Table)
            {
                mark = ObjectTables.Build(kind, [], new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) }, time, null, format.Version);
                mark["columnDefinitions"] = null;
                mark["rows"] = new JsonArray(new JsonObject { ["cells"] = new JsonArray(), ["object"] = new JsonObject { ["kind"] = kind.Kind, ["apiVersion"] = kind.ApiVersion, ["metadata"] = metadata.DeepClone() } });
            }
            else if (format.Shape == OutputShape.PartialMetadata)
            {
                mark = new JsonObject { ["kind"] = "PartialObjectMetadata", ["apiVersion"] = "meta.k8s.io/" + format.Version, ["metadata"] = metadata.DeepClone() };
            }

            Line("BOOKMARK", JsonTree.ToUtf8(mark));
        }

        public async Task ErrorAsync(ApiException error)
        {
            Line("ERROR", JsonTree.ToUtf8(error.ToStatus()));
            await FlushAsync().ConfigureAwait(false);
        }

        private void Line(string type, ReadOnlySpan<byte> payload)
        {
            _buffer.Write("{\"type\":\""u8);
            _buffer.Write(System.Text.Encoding.ASCII.GetBytes(type));
            _buffer.Write("\",\"object\":"u8);
            _buffer.Write(payload);
            _buffer.Write("}\n"u8);
        }

        public async Task FlushAsync()
        {
            if (_buffer.WrittenCount == 0)
            {
                return;
            }

            await request.Http.Response.Body.WriteAsync(_buffer.WrittenMemory, request.Aborted).ConfigureAwait(false);
            await request.Http.Response.Body.FlushAsync(request.Aborted).ConfigureAwait(false);
            _buffer.ResetWrittenCount();
        }
    }
}

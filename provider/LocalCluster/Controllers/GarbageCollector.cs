using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>
/// Deletes what lost its owners, and carries out the two ways of deleting an owner that need help: <c>foreground</c>
/// (dependents first) and <c>orphan</c> (dependents stay).
/// </summary>
internal sealed partial class GarbageCollector
{
    private const string Foreground = "foregroundDeletion";
    private const string Orphan = "orphan";
    private static readonly TimeSpan Rediscovery = TimeSpan.FromSeconds(30);

    // They come and go by themselves and never own or are owned.
    private static readonly HashSet<string> Ignored = ["events", "leases"];

    private readonly ControllerContext _context;
    private readonly ApiClient _client;
    private readonly ResourceDiscovery _discovery;
    private readonly OwnerGraph _graph = new();
    private readonly WorkQueue<string> _queue;
    private readonly Dictionary<(string Group, string Plural), CancellationTokenSource> _watches = [];
    private readonly Signal _definitionsChanged = new();
    private volatile Dictionary<(string Group, string Kind), ApiResource> _byKind = [];

    public GarbageCollector(ControllerContext context, ResourceDiscovery discovery)
    {
        _context = context;
        _client = context.Client.As("kube-controller-manager");
        _discovery = discovery;
        _queue = new WorkQueue<string>(context.Time);
    }

    public async Task RunAsync(CancellationToken cancel)
    {
        var definitions = new ResourceCache<MetadataObject>(_client, Kinds.CustomResourceDefinitions, _context.Time, _context.Logger);
        definitions.OnChange(_ => _definitionsChanged.Set());
        await Task.WhenAll(
            definitions.RunAsync(cancel),
            DiscoverAsync(cancel),
            WorkAsync(cancel),
            WorkAsync(cancel)).ConfigureAwait(false);
    }

    private async Task DiscoverAsync(CancellationToken cancel)
    {
        var running = new List<Task>();
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                IReadOnlyList<ApiResource> resources = await _discovery.GetAsync(cancel).ConfigureAwait(false);
                _byKind = resources.GroupBy(r => (r.Group, r.Kind)).ToDictionary(g => g.Key, g => g.First());
                foreach (ApiResource resource in resources.Where(r => !Ignored.Contains(r.Plural)))
                {
                    if (_watches.ContainsKey((resource.Group, resource.Plural)))
                    {
                        continue;
                    }

                    var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                    _watches[(resource.Group, resource.Plural)] = stop;
                    var cache = new ResourceCache<MetadataObject>(_client, resource, _context.Time, _context.Logger);
                    cache.OnChange(change => Notice(resource, change));
                    running.Add(cache.RunAsync(stop.Token));
                }

                var served = resources.Select(r => (r.Group, r.Plural)).ToHashSet();
                foreach ((string Group, string Plural) gone in _watches.Keys.Where(k => !served.Contains(k)).ToList())
                {
                    await _watches[gone].CancelAsync().ConfigureAwait(false);
                    _watches[gone].Dispose();
                    _watches.Remove(gone);
                }
            }
            catch (Exception e) when (e is ApiException or HttpRequestException or IOException)
            {
                Log.DiscoveryFailed(_context.Logger, e.Message);
            }

            // New definitions are served a moment after they appear; the time-out catches what came in between.
            await _definitionsChanged.WaitAsync(Rediscovery, _context.Time, cancel).ConfigureAwait(false);
        }

        await Task.WhenAll(running).ConfigureAwait(false);
    }

    private void Notice(ApiResource resource, ResourceChange<MetadataObject> change)
    {
        if (change.New is not { } item)
        {
            List<GraphNode> left = _graph.DependentsOf(change.Old!.Metadata.Uid);
            IEnumerable<string> owners = (change.Old.Metadata.OwnerReferences ?? []).Select(o => o.Uid);
            _graph.Remove(change.Old.Metadata.Uid);
            foreach (string uid in left.Select(n => n.Uid).Concat(owners))
            {
                _queue.Add(uid);
            }

            return;
        }

        var node = new GraphNode(resource, item);
        _graph.Set(node);
        if (node.Owners.Any() || item.Metadata.DeletionTimestamp is not null)
        {
            _queue.Add(node.Uid);
        }

        foreach (V1OwnerReference owner in node.Owners)
        {
            if (_graph.Find(owner.Uid)?.Item.Metadata.DeletionTimestamp is not null)
            {
                _queue.Add(owner.Uid);
            }
        }
    }

    private async Task WorkAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            string uid = await _queue.TakeAsync(cancel).ConfigureAwait(false);
            try
            {
                if (_graph.Find(uid) is { } node)
                {
                    await ReconcileAsync(node, cancel).ConfigureAwait(false);
                }

                _queue.Forget(uid);
            }
            catch (Exception e) when (e is ApiException or HttpRequestException or IOException)
            {
                Log.Failed(_context.Logger, uid, e.Message);
                _queue.AddFailed(uid);
            }
            finally
            {
                _queue.Done(uid);
            }
        }
    }

    private async Task ReconcileAsync(GraphNode node, CancellationToken cancel)
    {
        if (node.Item.Metadata.DeletionTimestamp is not null)
        {
            IList<string> finalizers = node.Item.Metadata.Finalizers ?? [];
            if (finalizers.Contains(Orphan))
            {
                await OrphanAsync(node, cancel).ConfigureAwait(false);
            }
            else if (finalizers.Contains(Foreground))
            {
                await DeleteDependentsAsync(node, cancel).ConfigureAwait(false);
            }

            return;
        }

        if (!node.Owners.Any())
        {
            return;
        }

        var solid = new List<V1OwnerReference>();
        var dangling = new List<V1OwnerReference>();
        bool waiting = false;
        foreach (V1OwnerReference owner in node.Owners)
        {
            switch (await StateOfAsync(node, owner, cancel).ConfigureAwait(false))
            {
                case OwnerState.Alive:
                    solid.Add(owner);
                    break;
                case OwnerState.WaitsForDependents:
                    waiting = true;
                    break;
                default:
                    dangling.Add(owner);
                    break;
            }
        }

        if (solid.Count > 0)
        {
            if (dangling.Count > 0)
            {
                await WriteOwnersAsync(node, node.Owners.Except(dangling), cancel).ConfigureAwait(false);
            }

            return;
        }

        string policy = waiting && _graph.DependentsOf(node.Uid).Count > 0 ? "Foreground" : "Background";
        await DeleteAsync(node, policy, cancel).ConfigureAwait(false);
    }

    private enum OwnerState
    {
        Alive,
        WaitsForDependents,
        Gone,
    }

    private async Task<OwnerState> StateOfAsync(GraphNode dependent, V1OwnerReference owner, CancellationToken cancel)
    {
        if (_graph.Find(owner.Uid) is { } known)
        {
            return known.Item.Metadata.DeletionTimestamp is not null && known.Item.Metadata.Finalizers?.Contains(Foreground) == true
                ? OwnerState.WaitsForDependents
                : OwnerState.Alive;
        }

        // The graph may lag behind; only the server's own word counts before anything is deleted.
        int slash = owner.ApiVersion.IndexOf('/', StringComparison.Ordinal);
        string group = slash < 0 ? "" : owner.ApiVersion[..slash];
        if (!_byKind.TryGetValue((group, owner.Kind), out ApiResource? resource))
        {
            throw new ApiException(404, null, $"owner kind {owner.ApiVersion} {owner.Kind} of {dependent.Key}");
        }

        string ns = resource.Scope == ResourceScope.Namespaced ? dependent.Key.Namespace : "";
        MetadataObject? live = await _client.FindAsync<MetadataObject>(resource, new ObjectKey(ns, owner.Name), cancel).ConfigureAwait(false);
        return live is not null && live.Metadata.Uid == owner.Uid ? OwnerState.Alive : OwnerState.Gone;
    }

    private async Task DeleteDependentsAsync(GraphNode owner, CancellationToken cancel)
    {
        List<GraphNode> blocking = [.. _graph.DependentsOf(owner.Uid).Where(d => d.Owners.Any(o => o.Uid == owner.Uid && o.BlockOwnerDeletion == true))];
        foreach (GraphNode dependent in _graph.DependentsOf(owner.Uid).Where(d => d.Item.Metadata.DeletionTimestamp is null))
        {
            _queue.Add(dependent.Uid);
        }

        if (blocking.Count == 0)
        {
            await RemoveFinalizerAsync(owner, Foreground, cancel).ConfigureAwait(false);
        }
    }

    private async Task OrphanAsync(GraphNode owner, CancellationToken cancel)
    {
        foreach (GraphNode dependent in _graph.DependentsOf(owner.Uid))
        {
            await WriteOwnersAsync(dependent, dependent.Owners.Where(o => o.Uid != owner.Uid), cancel).ConfigureAwait(false);
        }

        await RemoveFinalizerAsync(owner, Orphan, cancel).ConfigureAwait(false);
    }

    private async Task WriteOwnersAsync(GraphNode node, IEnumerable<V1OwnerReference> owners, CancellationToken cancel)
    {
        List<V1OwnerReference> list = [.. owners];
        await PatchMetadataAsync(
            node, "ownerReferences", list.Count == 0 ? null : JsonNode.Parse(KubernetesJson.Serialize(list)), cancel).ConfigureAwait(false);
    }

    private Task RemoveFinalizerAsync(GraphNode node, string finalizer, CancellationToken cancel)
    {
        List<string> left = [.. node.Item.Metadata.Finalizers.Where(f => f != finalizer)];
        return PatchMetadataAsync(node, "finalizers", left.Count == 0 ? null : JsonNode.Parse(KubernetesJson.Serialize(left)), cancel);
    }

    private async Task PatchMetadataAsync(GraphNode node, string field, JsonNode? value, CancellationToken cancel)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["uid"] = node.Uid,
                ["resourceVersion"] = node.Item.Metadata.ResourceVersion,
                [field] = value,
            },
        };
        try
        {
            await _client.PatchAsync<MetadataObject>(node.Resource, node.Key, patch, cancel).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // Gone already, which is what was wanted.
        }
    }

    private Task<JsonObject?> DeleteAsync(GraphNode node, string policy, CancellationToken cancel) => _client.DeleteAsync(
        node.Resource,
        node.Key,
        new V1DeleteOptions { PropagationPolicy = policy, Preconditions = new V1Preconditions { Uid = node.Uid } },
        cancel);

    private static partial class Log
    {
        [LoggerMessage(4110, LogLevel.Debug, "The garbage collector could not read the list of resources: {Reason}")]
        public static partial void DiscoveryFailed(ILogger logger, string reason);

        [LoggerMessage(4111, LogLevel.Debug, "The garbage collector tries {Uid} again: {Reason}")]
        public static partial void Failed(ILogger logger, string uid, string reason);
    }
}

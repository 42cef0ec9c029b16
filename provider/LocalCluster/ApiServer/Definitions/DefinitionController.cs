using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.ApiServer.Strategies;
using Sluice.LocalCluster.ApiServer.Trees;
using Sluice.LocalCluster.ApiServer.Writing;

namespace Sluice.LocalCluster.ApiServer.Definitions;

/// <summary>Serves what CustomResourceDefinitions describe, says so in their status, and clears up when one is deleted.</summary>
internal sealed class DefinitionController(ClusterState cluster, CancellationToken stop) : IAsyncDisposable
{
    private const string Resource = "customresourcedefinitions.apiextensions.k8s.io";
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly ObjectDeleter _deleter = new(cluster);
    private Task _loop = Task.CompletedTask;

    /// <summary>Registers everything that is stored, then follows changes.</summary>
    public void Start()
    {
        var (snapshot, watch) = cluster.Store.SnapshotAndWatch(Resource);
        var pending = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in snapshot.Items.Values)
        {
            Look(item, pending);
        }

        _loop = RunAsync(watch, pending);
    }

    private async Task RunAsync(StoreWatch watch, HashSet<string> pending)
    {
        using (watch)
        {
            try
            {
                while (await WaitAsync(watch, pending.Count > 0).ConfigureAwait(false))
                {
                    while (watch.Events.TryRead(out var change))
                    {
                        if (change.Type == StoreEventType.Deleted)
                        {
                            cluster.Registry.SetCustom(change.Object.Key.Name, []);
                            pending.Remove(change.Object.Key.Name);
                        }
                        else
                        {
                            Look(change.Object, pending);
                        }
                    }

                    foreach (var name in pending.ToList())
                    {
                        Clear(name, pending);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The server stops.
            }
        }
    }

    private async Task<bool> WaitAsync(StoreWatch watch, bool busy)
    {
        if (!busy)
        {
            return await watch.Events.WaitToReadAsync(stop).ConfigureAwait(false);
        }

        using var round = CancellationTokenSource.CreateLinkedTokenSource(stop);
        round.CancelAfter(RetryDelay);
        try
        {
            return await watch.Events.WaitToReadAsync(round.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return true;
        }
    }

    private void Look(StoredObject item, HashSet<string> pending)
    {
        cluster.Registry.SetCustom(item.Key.Name, DefinitionKinds.Served(item.Tree));
        if (item.Text("metadata", "deletionTimestamp") is not null)
        {
            pending.Add(item.Key.Name);
            return;
        }

        Establish(item);
    }

    private void Establish(StoredObject item)
    {
        var conditions = (item.Tree.At("status", "conditions") as JsonArray).Objects().ToList();
        var names = item.Tree.At("spec", "names");
        if (conditions.Exists(c => c.Text("type") == "Established" && c.Text("status") == "True") && JsonTree.DeepEquals(names, item.Tree.At("status", "acceptedNames")))
        {
            return;
        }

        var tree = item.Edit();
        var status = tree.Ensure("status");
        status["conditions"] = new JsonArray(
            Condition("NamesAccepted", "True", "NoConflicts", "no conflicts found"),
            Condition("Established", "True", "InitialNamesAccepted", "the initial names have been accepted"));
        status["acceptedNames"] = names?.DeepClone();
        status["storedVersions"] = status["storedVersions"]?.DeepClone() ?? new JsonArray();
        cluster.Store.Replace(item, tree);
    }

    private JsonObject Condition(string type, string status, string reason, string message) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["lastTransitionTime"] = cluster.Now,
        ["reason"] = reason,
        ["message"] = message,
    };

    /// <summary>Deletes the instances of a definition; when none is left, lets the definition go.</summary>
    private void Clear(string name, HashSet<string> pending)
    {
        if (cluster.Store.Find(Resource, new ObjectKey("", name)) is not { } definition)
        {
            pending.Remove(name);
            return;
        }

        if (DefinitionKinds.Served(definition.Tree) is [var kind, ..] && Remaining(kind))
        {
            return;
        }

        var tree = definition.Edit();
        var metadata = tree.Object("metadata")!;
        var finalizers = metadata.Array("finalizers").Strings().Where(f => f != DefinitionStrategy.CleanupFinalizer).ToList();
        if (finalizers.Count > 0)
        {
            metadata["finalizers"] = new JsonArray([.. finalizers.Select(f => (JsonNode?)f)]);
            cluster.Store.Replace(definition, tree);
            pending.Remove(name);
            return;
        }

        metadata.Remove("finalizers");
        if (cluster.Store.Delete(definition, tree) is not null)
        {
            cluster.Registry.SetCustom(name, []);
            cluster.Store.CloseWatches(name);
            pending.Remove(name);
        }
    }

    private bool Remaining(ResourceKind kind)
    {
        var remaining = false;
        foreach (var item in cluster.Store.Snapshot(kind.Storage).Items.Values)
        {
            try
            {
                remaining |= !_deleter.Delete(kind, item.Key, new DeleteOptions { Propagation = "Background" }).Gone;
            }
            catch (Http.ApiException e) when (e.Code == 404)
            {
                // Gone meanwhile.
            }
        }

        return remaining;
    }

    public async ValueTask DisposeAsync() => await _loop.ConfigureAwait(false);
}

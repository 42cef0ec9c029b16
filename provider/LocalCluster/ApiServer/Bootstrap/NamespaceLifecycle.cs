using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.ApiServer.Trees;
using Sluice.LocalCluster.ApiServer.Writing;

namespace Sluice.LocalCluster.ApiServer.Bootstrap;

/// <summary>
/// Gives every namespace its default ServiceAccount and root certificate, and empties namespaces that are being deleted until they
/// can go.
/// </summary>
internal sealed class NamespaceLifecycle(ClusterState cluster, string authorityPem, CancellationToken stop) : IAsyncDisposable
{
    private const string Manager = "kube-controller-manager";
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly ObjectWriter _writer = new(cluster);
    private readonly ObjectDeleter _deleter = new(cluster);
    private Task _loop = Task.CompletedTask;

    /// <summary>Looks at what is there before the server tells anybody that it is up, then follows.</summary>
    public void Start()
    {
        var (snapshot, watch) = cluster.Store.SnapshotAndWatch("namespaces");
        var terminating = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in snapshot.Items.Values)
        {
            Look(item, terminating);
        }

        _loop = RunAsync(watch, terminating);
    }

    private async Task RunAsync(StoreWatch watch, HashSet<string> terminating)
    {
        using (watch)
        {
            // Accounts and certificates that somebody deletes come back.
            using var accounts = cluster.Store.SnapshotAndWatch("serviceaccounts").Watch;
            using var maps = cluster.Store.SnapshotAndWatch("configmaps").Watch;
            var waiting = new Dictionary<string, long>(StringComparer.Ordinal);
            try
            {
                while (!stop.IsCancellationRequested)
                {
                    await WaitAsync(terminating.Count > 0, watch, accounts, maps).ConfigureAwait(false);
                    while (watch.Events.TryRead(out var change))
                    {
                        if (change.Type == StoreEventType.Deleted)
                        {
                            terminating.Remove(change.Object.Key.Name);
                        }
                        else
                        {
                            Look(change.Object, terminating);
                        }
                    }

                    Replace(accounts, "default");
                    Replace(maps, "kube-root-ca.crt");
                    // A namespace goes a little later than its content: what was on its way in gets its refusal first.
                    foreach (var name in terminating.ToList())
                    {
                        Empty(name, terminating, mayGo: waiting.TryGetValue(name, out var seen) && cluster.Time.GetElapsedTime(seen) >= RetryDelay);
                    }

                    waiting = terminating.ToDictionary(n => n, n => waiting.TryGetValue(n, out var seen) ? seen : cluster.Time.GetTimestamp(), StringComparer.Ordinal);
                }
            }
            catch (OperationCanceledException)
            {
                // The server stops.
            }
        }
    }

    private async Task WaitAsync(bool busy, params StoreWatch[] watches)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (busy)
        {
            round.CancelAfter(RetryDelay);
        }

        var waits = watches.Select(w => w.Events.WaitToReadAsync(round.Token).AsTask()).ToArray();
        var first = await Task.WhenAny(waits).ConfigureAwait(false);
        await round.CancelAsync().ConfigureAwait(false);
        foreach (var wait in waits)
        {
            try
            {
                if (!await wait.ConfigureAwait(false))
                {
                    throw new OperationCanceledException("The store is closing.");
                }
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested && (busy || wait != first))
            {
                // Another queue has something, or it is time to look again.
            }
        }
    }

    private void Look(StoredObject item, HashSet<string> terminating)
    {
        if (item.Text("metadata", "deletionTimestamp") is not null)
        {
            terminating.Add(item.Key.Name);
            return;
        }

        Furnish(item.Key.Name);
    }

    private void Replace(StoreWatch watch, string name)
    {
        while (watch.Events.TryRead(out var change))
        {
            if (change.Type == StoreEventType.Deleted && change.Object.Key.Name == name
                && cluster.Store.Find("namespaces", new ObjectKey("", change.Object.Key.Namespace)) is { } home && home.Text("metadata", "deletionTimestamp") is null)
            {
                Furnish(change.Object.Key.Namespace);
            }
        }
    }

    private void Furnish(string scope)
    {
        Create("configmaps", scope, new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = "kube-root-ca.crt",
                ["annotations"] = new JsonObject
                {
                    ["kubernetes.io/description"] = "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.",
                },
            },
            ["data"] = new JsonObject { ["ca.crt"] = authorityPem },
        });
        Create("serviceaccounts", scope, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "default" } });
    }

    private void Create(string plural, string scope, JsonObject tree)
    {
        var kind = cluster.Registry.Current.Require("", "v1", plural);
        var key = new ObjectKey(scope, tree.Text("metadata", "name")!);
        var present = cluster.Store.Find(kind.Storage, key);
        if (present is not null && (plural == "serviceaccounts" || JsonTree.DeepEquals(present.Tree["data"], tree["data"])))
        {
            return;
        }

        var context = new WriteContext { Kind = kind, Namespace = scope, Manager = Manager };
        try
        {
            var decoded = BodyReader.Finish(null, kind, tree, FieldValidation.Ignore);
            if (present is null)
            {
                _writer.Create(context, decoded);
            }
            else
            {
                _writer.Update(context, key.Name, current =>
                {
                    current["data"] = decoded["data"]?.DeepClone();
                    return current;
                });
            }
        }
        catch (ApiException)
        {
            // The namespace is going away, or somebody else was faster: both are fine.
        }
    }

    /// <summary>Deletes what is left in the namespace; when nothing is, lets the namespace go.</summary>
    private void Empty(string name, HashSet<string> terminating, bool mayGo)
    {
        if (cluster.Store.Find("namespaces", new ObjectKey("", name)) is not { } home)
        {
            terminating.Remove(name);
            return;
        }

        var remaining = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var finalizers = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var kind in cluster.Registry.Current.StorageKinds.Where(k => k.Namespaced).DistinctBy(k => k.Storage))
        {
            foreach (var item in cluster.Store.Snapshot(kind.Storage).Items.Values.Where(i => i.Key.Namespace == name))
            {
                if (!TryDelete(kind, item))
                {
                    var label = $"{kind.Plural}.{kind.Group}";
                    remaining[label] = remaining.GetValueOrDefault(label) + 1;
                    foreach (var finalizer in (item.Tree.At("metadata", "finalizers") as JsonArray).Strings())
                    {
                        finalizers[finalizer] = finalizers.GetValueOrDefault(finalizer) + 1;
                    }
                }
            }
        }

        if (remaining.Count == 0)
        {
            if (mayGo)
            {
                Release(home, terminating);
            }
        }
        else
        {
            Report(home, remaining, finalizers);
        }
    }

    private bool TryDelete(ResourceKind kind, StoredObject item)
    {
        if (item.Text("metadata", "deletionTimestamp") is not null)
        {
            return false;
        }

        try
        {
            return _deleter.Delete(kind, item.Key, new DeleteOptions { Propagation = "Background" }).Gone;
        }
        catch (ApiException e)
        {
            return e.Code == 404;
        }
    }

    private void Release(StoredObject home, HashSet<string> terminating)
    {
        var tree = home.Edit();
        tree.Ensure("spec").Remove("finalizers");
        var kind = cluster.Registry.Current.Require("", "v1", "namespaces");
        if ((tree.At("metadata", "finalizers") as JsonArray) is { Count: > 0 })
        {
            if (home.Tree.At("spec", "finalizers") is not null)
            {
                cluster.Store.Replace(home, ObjectLayout.Arrange(tree, kind));
            }

            return;
        }

        if (cluster.Store.Delete(home, ObjectLayout.Arrange(tree, kind)) is not null)
        {
            terminating.Remove(home.Key.Name);
        }
    }

    private void Report(StoredObject home, SortedDictionary<string, int> remaining, SortedDictionary<string, int> finalizers)
    {
        var left = "Some resources are remaining: " + string.Join(", ", remaining.Select(r => $"{r.Key} has {r.Value} resource instances"));
        var held = finalizers.Count == 0
            ? null
            : "Some content in the namespace has finalizers remaining: " + string.Join(", ", finalizers.Select(f => $"{f.Key} in {f.Value} resource instances"));
        var present = home.Tree.At("status", "conditions") as JsonArray;
        var wanted = new[]
        {
            Condition(present, "NamespaceDeletionDiscoveryFailure", "False", "ResourcesDiscovered", "All resources successfully discovered"),
            Condition(present, "NamespaceDeletionGroupVersionParsingFailure", "False", "ParsedGroupVersions", "All legacy kube types successfully parsed"),
            Condition(present, "NamespaceDeletionContentFailure", "False", "ContentDeleted", "All content successfully deleted, may be waiting on finalization"),
            Condition(present, "NamespaceContentRemaining", "True", "SomeResourcesRemain", left),
            Condition(present, "NamespaceFinalizersRemaining", held is null ? "False" : "True", held is null ? "ContentHasNoFinalizers" : "SomeFinalizersRemain", held ?? "All content-preserving finalizers finished"),
        };
        var conditions = new JsonArray([.. wanted.Select(c => (JsonNode)c)]);
        if (JsonTree.DeepEquals(present, conditions))
        {
            return;
        }

        var tree = home.Edit();
        tree.Ensure("status")["conditions"] = conditions;
        cluster.Store.Replace(home, tree);
    }

    private JsonObject Condition(JsonArray? present, string type, string status, string reason, string message)
    {
        var before = present.Objects().FirstOrDefault(c => c.Text("type") == type);
        return new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["lastTransitionTime"] = before.Text("status") == status ? before.Text("lastTransitionTime") : cluster.Now,
            ["reason"] = reason,
            ["message"] = message,
        };
    }

    public async ValueTask DisposeAsync() => await _loop.ConfigureAwait(false);
}

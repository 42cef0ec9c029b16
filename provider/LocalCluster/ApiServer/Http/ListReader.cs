using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Storage;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <param name="Items">The page's items.</param>
/// <param name="Revision">The revision the list shows.</param>
/// <param name="Continue">Token of the next page.</param>
/// <param name="Remaining">How many items follow, where that is told.</param>
internal sealed record ListPage(IReadOnlyList<StoredObject> Items, long Revision, string? Continue, long? Remaining)
{
    public JsonObject Metadata()
    {
        var metadata = new JsonObject { ["resourceVersion"] = Revision.ToString(CultureInfo.InvariantCulture) };
        if (Continue is not null)
        {
            metadata["continue"] = Continue;
        }

        if (Remaining is not null)
        {
            metadata["remainingItemCount"] = Remaining;
        }

        return metadata;
    }
}

/// <summary>Reads lists with paging, selectors and resource version semantics.</summary>
internal sealed class ListReader(ClusterState cluster)
{
    private static readonly TimeSpan FreshnessWait = TimeSpan.FromSeconds(3);

    public async Task<ListPage> ReadAsync(ResourceKind kind, string scope, ListOptions options, CancellationToken cancellation)
    {
        var snapshot = options.Continue is { } token
            ? At(kind, token.Version) ?? throw Expired(kind, token)
            : await SnapshotAsync(kind, options, cancellation).ConfigureAwait(false);
        var limit = options.ResourceVersion == 0 && options.Match != VersionMatch.Exact ? 0 : options.Limit;
        var items = new List<StoredObject>();
        string? next = null;
        var remaining = 0L;
        foreach (var (key, item) in Range(snapshot.Items, scope, options.Continue))
        {
            if (limit > 0 && items.Count >= limit)
            {
                if (options.HasSelector)
                {
                    if (options.Selects(item.Tree))
                    {
                        next = Token(snapshot, items[^1].Key);
                        break;
                    }

                    continue;
                }

                next ??= Token(snapshot, items[^1].Key);
                remaining++;
                continue;
            }

            if (options.Selects(item.Tree))
            {
                items.Add(item);
            }
        }

        return new ListPage(items, snapshot.Revision, next, next is not null && !options.HasSelector ? remaining : null);
    }

    private static string Token(StoreSnapshot snapshot, ObjectKey last) => new ContinueToken(snapshot.Revision, $"{last.Namespace}/{last.Name}").Encode();

    private static IEnumerable<KeyValuePair<ObjectKey, StoredObject>> Range(
        ImmutableSortedDictionary<ObjectKey, StoredObject> items, string scope, ContinueToken? token)
    {
        ObjectKey? after = null;
        if (token is not null)
        {
            var slash = token.Start.IndexOf('/', StringComparison.Ordinal);
            after = new ObjectKey(token.Start[..slash], token.Start[(slash + 1)..]);
        }

        foreach (var pair in items)
        {
            if ((scope.Length == 0 || pair.Key.Namespace == scope) && (after is not { } start || pair.Key > start))
            {
                yield return pair;
            }
        }
    }

    private async Task<StoreSnapshot> SnapshotAsync(ResourceKind kind, ListOptions options, CancellationToken cancellation)
    {
        if (options.ResourceVersion is { } version and > 0)
        {
            await WaitForAsync(version, cancellation).ConfigureAwait(false);
            if (options.Match == VersionMatch.Exact)
            {
                return At(kind, version) ?? throw new ApiException(410, "Expired", "The resourceVersion for the provided list is too old.");
            }
        }

        return cluster.Store.Snapshot(kind.Storage);
    }

    private StoreSnapshot? At(ResourceKind kind, long version) => cluster.Store.SnapshotAt(kind.Storage, version);

    /// <summary>Waits a while for a version from the future, as a server does that is behind another one.</summary>
    public async Task WaitForAsync(long version, CancellationToken cancellation)
    {
        var deadline = cluster.Time.GetUtcNow() + FreshnessWait;
        while (cluster.Store.Revision < version)
        {
            if (cluster.Time.GetUtcNow() >= deadline)
            {
                var details = new JsonObject
                {
                    ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
                    ["retryAfterSeconds"] = 1L,
                };
                throw new ApiException(504, "Timeout", $"Timeout: Too large resource version: {version}, current: {cluster.Store.Revision}", details) { RetryAfterSeconds = 1 };
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cluster.Time, cancellation).ConfigureAwait(false);
        }
    }

    private ApiException Expired(ResourceKind kind, ContinueToken token)
    {
        var fresh = new ContinueToken(cluster.Store.Snapshot(kind.Storage).Revision, token.Start).Encode();
        return new ApiException(410, "Expired", "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.")
        {
            ListMetadata = new JsonObject { ["continue"] = fresh },
        };
    }
}

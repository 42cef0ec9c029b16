using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Writing;

/// <summary>Options of a delete, from the body or the query.</summary>
internal sealed record DeleteOptions
{
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Background, Foreground or Orphan; null for the kind's default.</summary>
    public string? Propagation { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public bool DryRun { get; init; }
}

/// <param name="Tree">The last or the present state.</param>
/// <param name="Gone">False while finalizers or a grace period hold the object.</param>
internal sealed record DeleteResult(JsonObject Tree, bool Gone);

internal sealed class ObjectDeleter(ClusterState cluster)
{
    private const int ConflictTries = 32;

    public DeleteResult Delete(ResourceKind kind, ObjectKey key, DeleteOptions options)
    {
        for (var attempt = 0; attempt < ConflictTries; attempt++)
        {
            var stored = cluster.Store.Find(kind.Storage, key) ?? throw ApiException.NotFound(kind, key.Name);
            CheckPreconditions(kind, stored, options);
            if (kind.QualifiedPlural == "namespaces" && NamespaceAdmission.Protected.Contains(key.Name))
            {
                throw ApiException.Forbidden(kind, key.Name, "this namespace may not be deleted");
            }

            if (TryDelete(kind, stored, options) is { } result)
            {
                return result;
            }
        }

        throw ApiException.Modified(kind, key.Name);
    }

    private DeleteResult? TryDelete(ResourceKind kind, StoredObject stored, DeleteOptions options)
    {
        var next = stored.Edit();
        var metadata = next.Object("metadata")!;
        var wasDeleting = metadata.Text("deletionTimestamp") is not null;
        SetPropagation(metadata, options.Propagation);
        if (!wasDeleting)
        {
            kind.Strategy.PrepareForDelete(next, cluster.Now);
        }

        var grace = kind.Strategy.GracePeriod(stored.Tree, options.GracePeriodSeconds) ?? 0;
        if (wasDeleting)
        {
            var before = metadata.Integer("deletionGracePeriodSeconds") ?? 0;
            if (grace >= before && before > 0)
            {
                return Keep(stored, next, options);
            }
        }

        var held = metadata.Array("finalizers") is { Count: > 0 } || (kind.QualifiedPlural == "namespaces" && !NamespaceAdmission.MayVanish(kind, next));
        if (grace == 0 && !held)
        {
            if (options.DryRun)
            {
                return new DeleteResult(stored.Tree, Gone: true);
            }

            if (Mark(kind, stored) is not { } marked || cluster.Store.Delete(marked, ObjectLayout.Arrange(marked.Edit(), kind)) is not { } gone)
            {
                return null;
            }

            kind.Strategy.Released(cluster, gone.Tree);
            return new DeleteResult(gone.Tree, Gone: true);
        }

        if (!wasDeleting || grace < (metadata.Integer("deletionGracePeriodSeconds") ?? 0))
        {
            if (!wasDeleting && !kind.Strategy.DeleteKeepsGeneration && metadata.Integer("generation") is { } counted and > 0)
            {
                metadata["generation"] = counted + 1;
            }

            metadata["deletionTimestamp"] = DeletionTime(metadata, grace);
            if (!kind.Strategy.DeleteKeepsGeneration)
            {
                metadata["deletionGracePeriodSeconds"] = grace;
            }
        }

        return Keep(stored, ObjectLayout.Arrange(next, kind), options);
    }

    /// <summary>
    /// An object that could have stayed a while is marked first even if it goes at once, so that a watch shows a change before the end.
    /// Null if somebody was faster.
    /// </summary>
    private StoredObject? Mark(ResourceKind kind, StoredObject stored)
    {
        var marked = stored.Edit();
        var metadata = marked.Object("metadata")!;
        if (kind.Strategy.GracePeriod(stored.Tree, 0) is null || metadata.Integer("deletionGracePeriodSeconds") == 0)
        {
            return stored;
        }

        if (metadata.Text("deletionTimestamp") is null && metadata.Integer("generation") is { } generation and > 0)
        {
            metadata["generation"] = generation + 1;
        }

        metadata["deletionTimestamp"] = DeletionTime(metadata, 0);
        metadata["deletionGracePeriodSeconds"] = 0L;
        return cluster.Store.Replace(stored, ObjectLayout.Arrange(marked, kind));
    }

    /// <summary>When the grace period ends: counted from now, or from when a deletion under way was asked for.</summary>
    private string DeletionTime(JsonObject metadata, long grace)
    {
        var since = metadata.Text("deletionTimestamp") is { } end
            ? DateTimeOffset.Parse(end, CultureInfo.InvariantCulture).AddSeconds(-(metadata.Integer("deletionGracePeriodSeconds") ?? 0))
            : cluster.Time.GetUtcNow();
        return since.AddSeconds(grace).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private DeleteResult? Keep(StoredObject stored, JsonObject next, DeleteOptions options)
    {
        if (JsonTree.DeepEquals(stored.Tree, next))
        {
            return new DeleteResult(stored.Tree, Gone: false);
        }

        if (options.DryRun)
        {
            return new DeleteResult(next, Gone: false);
        }

        return cluster.Store.Replace(stored, next) is { } written ? new DeleteResult(written.Tree, Gone: false) : null;
    }

    private static void SetPropagation(JsonObject metadata, string? propagation)
    {
        if (propagation is null)
        {
            return;
        }

        var finalizers = metadata.Array("finalizers").Strings().Where(f => f is not ("orphan" or "foregroundDeletion")).ToList();
        if (propagation == "Orphan")
        {
            finalizers.Add("orphan");
        }
        else if (propagation == "Foreground")
        {
            finalizers.Add("foregroundDeletion");
        }

        if (finalizers.Count == 0)
        {
            metadata.Remove("finalizers");
        }
        else
        {
            metadata["finalizers"] = new JsonArray([.. finalizers.Select(f => (JsonNode?)f)]);
        }
    }

    /// <summary>Preconditions name the kind where other conflicts name the resource.</summary>
    private static ApiException Precondition(ResourceKind kind, string name, string why)
    {
        var details = ApiException.Named(kind, name);
        details["kind"] = kind.Kind;
        return new ApiException(409, "Conflict", $"Operation cannot be fulfilled on {kind.QualifiedKind} \"{name}\": {why}", details);
    }

    private static void CheckPreconditions(ResourceKind kind, StoredObject stored, DeleteOptions options)
    {
        var uid = stored.Text("metadata", "uid");
        if (options.Uid is { } wanted && wanted != uid)
        {
            throw Precondition(kind, stored.Key.Name, $"the UID in the precondition ({wanted}) does not match the UID in record ({uid}). The object might have been deleted and then recreated");
        }

        var version = stored.Text("metadata", "resourceVersion");
        if (options.ResourceVersion is { Length: > 0 } expected && expected != version)
        {
            throw Precondition(kind, stored.Key.Name, $"the ResourceVersion in the precondition ({expected}) does not match the ResourceVersion in record ({version}). The object might have been modified");
        }
    }
}

using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Apply;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.ApiServer.Strategies;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Writing;

/// <summary>
/// Creates and updates objects: what the server sets, what it protects, admission, validation, field ownership, optimistic storing.
/// </summary>
internal sealed class ObjectWriter(ClusterState cluster)
{
    private const int CollisionTries = 8;
    private const int ConflictTries = 32;

    /// <summary>Stores a decoded and defaulted object.</summary>
    public WriteResult Create(WriteContext context, JsonObject tree, Action<JsonObject>? own = null)
    {
        var kind = context.Kind;
        var metadata = tree.Ensure("metadata");
        SetNamespace(context, metadata);
        if (metadata.Text("resourceVersion") is { Length: > 0 })
        {
            throw ApiException.Internal("resourceVersion should not be set on objects to be created");
        }

        var prefix = metadata.Text("name") is { Length: > 0 } ? null : metadata.Text("generateName");
        foreach (var field in new[] { "resourceVersion", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields" })
        {
            metadata.Remove(field);
        }

        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = cluster.Now;
        DropDuplicateOwners(metadata);
        if (own is not null)
        {
            own(tree);
        }
        else
        {
            FieldManagement.OnUpdate(kind, context.Subresource, null, tree, context.Manager, cluster.Now);
        }

        for (var attempt = 0; ; attempt++)
        {
            var candidate = prefix is null ? tree : JsonTree.Clone(tree);
            if (prefix is { Length: > 0 })
            {
                candidate.Ensure("metadata")["name"] = RandomNames.Generate(prefix);
            }

            var result = TryCreate(context, candidate);
            if (result is not null)
            {
                return result;
            }

            var name = candidate.Text("metadata", "name")!;
            if (prefix is null || attempt == CollisionTries)
            {
                var existing = cluster.Store.Find(kind.Storage, new ObjectKey(context.Namespace, name));
                throw ApiException.AlreadyExists(kind, name, existing?.Tree.At("metadata").Text("deletionTimestamp") is not null);
            }
        }
    }

    private WriteResult? TryCreate(WriteContext context, JsonObject tree)
    {
        var kind = context.Kind;
        var name = tree.Text("metadata", "name") ?? "";
        var request = new AdmissionRequest
        {
            Cluster = cluster,
            Kind = kind,
            Namespace = context.Namespace,
            Name = name,
            Object = tree,
            DryRun = context.DryRun,
        };
        NamespaceAdmission.CheckCreate(request);
        if (kind.Strategy.ManagesGeneration)
        {
            tree.Ensure("metadata")["generation"] = 1L;
        }

        kind.Strategy.Admit(request);
        kind.Strategy.PrepareForCreate(tree);
        var errors = new FieldErrors();
        MetadataRules.Validate(tree, kind, errors);
        kind.Strategy.Validate(tree, errors);
        if (errors.Count > 0)
        {
            throw ApiException.Invalid(kind, name, errors);
        }

        context.Guard?.Invoke(tree);
        var key = new ObjectKey(context.Namespace, name);
        if (cluster.Store.Find(kind.Storage, key) is not null)
        {
            return null;
        }

        Allocate(request);
        tree = ObjectLayout.Arrange(tree, kind);
        if (context.DryRun)
        {
            return new WriteResult(tree, Created: true);
        }

        var stored = cluster.Store.Create(kind.Storage, key, tree);
        if (stored is null)
        {
            kind.Strategy.Released(cluster, tree);
            return null;
        }

        return new WriteResult(stored.Tree, Created: true);
    }

    /// <summary>
    /// Changes an object. <paramref name="change"/> gets a copy of the stored one and answers the wanted one, decoded and defaulted;
    /// it runs again when somebody else wrote in between.
    /// </summary>
    public WriteResult Update(WriteContext context, string name, Func<JsonObject, JsonObject> change, bool ownsFields = false)
    {
        var kind = context.Kind;
        var key = new ObjectKey(context.Namespace, name);
        for (var attempt = 0; attempt < ConflictTries; attempt++)
        {
            var stored = cluster.Store.Find(kind.Storage, key) ?? throw ApiException.NotFound(kind, name);
            var next = change(stored.Edit());
            if (Write(context, stored, next, ownsFields) is { } result)
            {
                return result;
            }
        }

        throw ApiException.Modified(kind, name);
    }

    private WriteResult? Write(WriteContext context, StoredObject stored, JsonObject next, bool ownsFields)
    {
        var kind = context.Kind;
        var old = stored.Tree;
        var name = stored.Key.Name;
        var metadata = next.Ensure("metadata");
        CheckIdentity(context, stored, metadata);
        KeepServerFields(metadata, old.Object("metadata")!);
        Prepare(context, next, old);
        if (!ownsFields)
        {
            FieldManagement.OnUpdate(kind, context.Subresource, old, next, context.Manager, cluster.Now);
        }

        var request = new AdmissionRequest
        {
            Cluster = cluster,
            Kind = kind,
            Namespace = context.Namespace,
            Name = name,
            Object = next,
            Old = old,
            DryRun = context.DryRun,
        };
        if (context.Subresource is null)
        {
            kind.Strategy.Admit(request);
        }

        Validate(context, next, old, name);
        context.Guard?.Invoke(next);
        if (context.Subresource is null)
        {
            Allocate(request);
        }

        next = ObjectLayout.Arrange(next, kind);
        metadata = next.Object("metadata")!;
        metadata["resourceVersion"] = old.Text("metadata", "resourceVersion");
        KeepOwnershipTimes(metadata, old);
        if (JsonTree.DeepEquals(old, next))
        {
            return new WriteResult(old, Created: false);
        }

        if (context.DryRun)
        {
            return new WriteResult(ObjectLayout.Arrange(next, kind), Created: false);
        }

        return Store(kind, stored, ObjectLayout.Arrange(next, kind));
    }

    /// <summary>A write that only moves the times of ownership is no write.</summary>
    private static void KeepOwnershipTimes(JsonObject metadata, JsonObject old)
    {
        var before = old.At("metadata", "managedFields") as JsonArray;
        var after = metadata.Array("managedFields");
        if (before is not null && after is not null && FieldManagement.SameOwners(before, after))
        {
            var newTimes = after.DeepClone();
            metadata["managedFields"] = before.DeepClone();
            if (!JsonTree.DeepEquals(WithoutOwnership(metadata), WithoutOwnership(old.Object("metadata")!)) || !SameBody(metadata, old))
            {
                metadata["managedFields"] = newTimes;
            }
        }
    }

    private static bool SameBody(JsonObject metadata, JsonObject old) =>
        ((JsonObject)metadata.Parent!).All(p => p.Key == "metadata" || JsonTree.DeepEquals(p.Value, old[p.Key])) && ((JsonObject)metadata.Parent!).Count == old.Count;

    private static JsonObject WithoutOwnership(JsonObject metadata)
    {
        var copy = JsonTree.Clone(metadata);
        copy.Remove("managedFields");
        return copy;
    }

    private WriteResult? Store(ResourceKind kind, StoredObject stored, JsonObject next)
    {
        var metadata = next.Object("metadata")!;
        var finished = metadata.Text("deletionTimestamp") is not null
            && metadata.Array("finalizers") is not { Count: > 0 }
            && (metadata.Integer("deletionGracePeriodSeconds") ?? 0) == 0
            && (stored.Tree.At("metadata", "finalizers") as JsonArray) is { Count: > 0 };
        if (finished && NamespaceAdmission.MayVanish(kind, next))
        {
            var gone = cluster.Store.Delete(stored, next);
            if (gone is null)
            {
                return null;
            }

            // The answer shows the write, not the deletion that followed from it.
            kind.Strategy.Released(cluster, gone.Tree);
            var answer = JsonTree.Clone(gone.Tree);
            answer.Ensure("metadata")["resourceVersion"] = stored.Text("metadata", "resourceVersion");
            return new WriteResult(answer, Created: false);
        }

        var written = cluster.Store.Replace(stored, next);
        if (written is null)
        {
            return null;
        }

        if (kind.Strategy is ServiceStrategy)
        {
            cluster.Services.ReleaseDifference(stored.Tree, written.Tree);
        }

        return new WriteResult(written.Tree, Created: false);
    }

    private static void CheckIdentity(WriteContext context, StoredObject stored, JsonObject metadata)
    {
        var kind = context.Kind;
        var name = stored.Key.Name;
        if (metadata.Text("name") is { Length: > 0 } given && given != name)
        {
            throw ApiException.BadRequest($"the name of the object ({given}) does not match the name on the URL ({name})");
        }

        metadata["name"] = name;
        SetNamespace(context, metadata);
        var uid = stored.Text("metadata", "uid");
        if (metadata.Text("uid") is { Length: > 0 } wantedUid && wantedUid != uid)
        {
            throw context.IsReplace
                ? ApiException.Conflict(kind, name, $"StorageError: invalid object, Code: 4, Key: /registry/{StorageKey(kind, stored.Key)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: {wantedUid}, UID in object meta: {uid}")
                : InvalidUid(kind, name, wantedUid);
        }

        var version = metadata.Text("resourceVersion");
        if (string.IsNullOrEmpty(version))
        {
            if (context.IsReplace && kind.Custom is not null)
            {
                var errors = new FieldErrors();
                errors.Invalid("metadata.resourceVersion", 0L, "must be specified for an update");
                throw ApiException.Invalid(kind.QualifiedPlural, kind.Plural, kind.Group, name, errors);
            }
        }
        else if (version != stored.Text("metadata", "resourceVersion"))
        {
            throw ApiException.Modified(kind, name);
        }
    }

    private static ApiException InvalidUid(ResourceKind kind, string name, string uid)
    {
        var errors = new FieldErrors();
        // The server checks the uid twice and says so twice.
        errors.Invalid("metadata.uid", uid, "field is immutable");
        errors.Invalid("metadata.uid", uid, "field is immutable");
        return ApiException.Invalid(kind, name, errors);
    }

    private static string StorageKey(ResourceKind kind, ObjectKey key) =>
        $"{(kind.Group.Length == 0 ? "" : kind.Group + "/")}{kind.Plural}/{(key.Namespace.Length == 0 ? "" : key.Namespace + "/")}{key.Name}";

    private static void KeepServerFields(JsonObject metadata, JsonObject old)
    {
        foreach (var field in new[] { "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "generateName" })
        {
            if (old[field] is { } value)
            {
                metadata[field] = value.DeepClone();
            }
            else
            {
                metadata.Remove(field);
            }
        }

        metadata.Remove("selfLink");
        DropDuplicateOwners(metadata);
    }

    private static void Prepare(WriteContext context, JsonObject next, JsonObject old)
    {
        var strategy = context.Kind.Strategy;
        if (context.Subresource == "status")
        {
            strategy.PrepareForStatusUpdate(next, old);
            return;
        }

        if (context.Subresource is not (null or "scale"))
        {
            return;
        }

        strategy.PrepareForUpdate(next, old);
        if (strategy.ManagesGeneration && strategy.SpecChanged(next, old))
        {
            next.Ensure("metadata")["generation"] = (old.At("metadata").Integer("generation") ?? 0) + 1;
        }
    }

    private static void Validate(WriteContext context, JsonObject next, JsonObject old, string name)
    {
        var kind = context.Kind;
        var errors = new FieldErrors();
        MetadataRules.ValidateUpdate(next, old, errors);
        if (context.Subresource == "status")
        {
            kind.Strategy.ValidateStatusUpdate(next, old, errors);
        }
        else if (context.Subresource != "binding")
        {
            kind.Strategy.ValidateUpdate(next, old, errors);
            kind.Strategy.Validate(next, errors);
        }

        if (errors.Count > 0)
        {
            throw ApiException.Invalid(kind, name, errors);
        }
    }

    private static void Allocate(AdmissionRequest request)
    {
        if (request.Kind.Strategy is ServiceStrategy)
        {
            ServiceStrategy.Allocate(request);
        }
    }

    private static void SetNamespace(WriteContext context, JsonObject metadata)
    {
        var given = metadata.Text("namespace") ?? "";
        if (!context.Kind.Namespaced)
        {
            metadata.Remove("namespace");
            return;
        }

        if (given.Length > 0 && given != context.Namespace)
        {
            throw ApiException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        metadata["namespace"] = context.Namespace;
    }

    private static void DropDuplicateOwners(JsonObject metadata)
    {
        if (metadata.Array("ownerReferences") is not { Count: > 1 } owners)
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var owner in owners.Objects().ToList().Where(o => !seen.Add(o.Text("uid") ?? "")))
        {
            owners.Remove(owner);
        }
    }
}

using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Schemas;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Apply;

/// <summary>Keeps metadata.managedFields: who owns which field, for ordinary writes and for server-side apply.</summary>
internal static class FieldManagement
{
    private const string BeforeFirstApply = "before-first-apply";

    /// <summary>Fields nobody owns because the server alone sets them.</summary>
    private static readonly FieldSet ServerFields = Paths(
        ["f:apiVersion"], ["f:kind"], ["f:metadata"], ["f:metadata", "f:name"], ["f:metadata", "f:namespace"], ["f:metadata", "f:creationTimestamp"],
        ["f:metadata", "f:selfLink"], ["f:metadata", "f:uid"], ["f:metadata", "f:generation"], ["f:metadata", "f:managedFields"], ["f:metadata", "f:resourceVersion"],
        ["f:metadata", "f:deletionTimestamp"], ["f:metadata", "f:deletionGracePeriodSeconds"]);

    private static readonly FieldSet StatusFields = Paths(["f:status"]);
    private static readonly FieldSet AllButStatus = Paths(["f:spec"], ["f:metadata"]);
    private static readonly FieldSet SpecFields = Paths(["f:spec"]);
    private static readonly FieldSet Nothing = new();

    /// <summary>Records an ordinary write: the writer owns what it changed.</summary>
    public static void OnUpdate(ResourceKind kind, string? subresource, JsonObject? old, JsonObject next, string manager, string now)
    {
        var given = next.At("metadata", "managedFields") as JsonArray;
        var stored = old.At("metadata", "managedFields") as JsonArray;
        var managed = ManagedFields.IsReset(given) && subresource is null ? new ManagedFields() : Readable(subresource is null ? given : null, stored);
        Update(managed, kind, subresource, old ?? Empty(kind), next, manager, now);
        Store(next, managed);
    }

    private static ManagedFields Readable(JsonArray? given, JsonArray? stored)
    {
        var managed = ManagedFields.Read(given);
        return managed.Entries.Count > 0 ? managed : ManagedFields.Read(stored);
    }

    private static void Update(ManagedFields managed, ResourceKind kind, string? subresource, JsonObject old, JsonObject next, string manager, string now)
    {
        var comparison = ObjectComparison.Of(old, next, kind.Schema);
        comparison.Ignore(Ignored(kind, subresource));
        var changed = comparison.Added.Union(comparison.Modified);
        foreach (var (id, entry) in managed.Entries.ToList())
        {
            managed.Set(id, entry with { Fields = entry.Fields.Difference(changed).Difference(comparison.Removed) });
        }

        var taken = changed.Difference(ServerFields);
        if (taken.IsEmpty)
        {
            return;
        }

        var self = new ManagerId(manager, "Update", kind.ApiVersion, subresource ?? "");
        var before = managed.Entries.GetValueOrDefault(self);
        managed.Set(self, new ManagedEntry(before is null ? taken : before.Fields.Union(taken), kind.ApiVersion, now));
    }

    /// <summary>
    /// Applies a configuration. Answers the merged object (a new tree, with managedFields) before defaulting; conflicts with other
    /// managers end the request unless <paramref name="force"/> is set.
    /// </summary>
    public static JsonObject Apply(ResourceKind kind, string? subresource, JsonObject? live, JsonObject applied, string manager, bool force, string now)
    {
        var stored = live.At("metadata", "managedFields") as JsonArray;
        var managed = ManagedFields.Read(stored);
        var current = live ?? Empty(kind);
        if (live is not null && managed.Entries.Count == 0)
        {
            Update(managed, kind, null, Empty(kind), live, BeforeFirstApply, now);
        }

        var id = new ManagerId(manager, "Apply", "", subresource ?? "");
        var last = managed.Entries.GetValueOrDefault(id)?.Fields;
        var merged = ObjectMerge.Merge(current, applied, kind.Schema);
        var owned = ObjectFields.Of(applied, kind.Schema).Without(Ignored(kind, subresource)).Difference(ServerFields);
        managed.Entries[id] = new ManagedEntry(owned, kind.ApiVersion, managed.Entries.GetValueOrDefault(id)?.Time);
        Prune(merged, managed, last, kind.Schema);
        Settle(managed, id, kind, subresource, current, merged, force);
        var changed = live is null || !JsonTree.DeepEquals(WithoutMetadataNoise(live), WithoutMetadataNoise(Settled(kind, merged)));
        if (managed.Entries.TryGetValue(id, out var entry))
        {
            managed.Set(id, changed ? entry with { Time = now } : entry);
        }

        Store(merged, managed);
        return merged;
    }

    /// <summary>The merged object in the form it would be stored in, to see whether anything changes.</summary>
    private static JsonObject Settled(ResourceKind kind, JsonObject merged) => BodyReader.Finish(null, kind, JsonTree.Clone(merged), FieldValidation.Ignore);

    private static JsonObject WithoutMetadataNoise(JsonObject tree)
    {
        var copy = JsonTree.Clone(tree);
        copy.Object("metadata")?.Remove("managedFields");
        copy.Object("metadata")?.Remove("resourceVersion");
        return copy;
    }

    /// <summary>What the manager applied before and no longer names goes, unless somebody else owns it.</summary>
    private static void Prune(JsonObject merged, ManagedFields managed, FieldSet? last, Schema schema)
    {
        if (last is null || last.IsEmpty)
        {
            return;
        }

        var owned = managed.Entries.Values.Aggregate(Nothing, (all, entry) => all.Union(entry.Fields));
        ObjectMerge.Remove(merged, last.WithNamedParents().Difference(owned.WithNamedParents()), schema);
    }

    private static void Settle(ManagedFields managed, ManagerId self, ResourceKind kind, string? subresource, JsonObject current, JsonObject merged, bool force)
    {
        var comparison = ObjectComparison.Of(current, merged, kind.Schema);
        comparison.Ignore(Ignored(kind, subresource));
        var changed = comparison.Added.Union(comparison.Modified);
        var conflicts = new List<(ManagerId Manager, ManagedEntry Entry, FieldSet Fields)>();
        foreach (var (id, entry) in managed.Entries)
        {
            var disputed = entry.Fields.Intersection(changed);
            if (id != self && !disputed.IsEmpty)
            {
                conflicts.Add((id, entry, disputed));
            }
        }

        if (conflicts.Count > 0 && !force)
        {
            throw ApplyConflicts.Describe([.. conflicts.Select(c => (c.Manager, c.Entry.ApiVersion, c.Fields))]);
        }

        foreach (var (id, entry) in managed.Entries.ToList())
        {
            if (id != self)
            {
                managed.Set(id, entry with { Fields = entry.Fields.Difference(changed).Difference(comparison.Removed) });
            }
        }
    }

    /// <summary>An object of the kind before anybody has written to it, for comparison.</summary>
    private static JsonObject Empty(ResourceKind kind)
    {
        var empty = new JsonObject { ["kind"] = kind.Kind, ["apiVersion"] = kind.ApiVersion, ["metadata"] = new JsonObject() };
        if (kind.Custom is null)
        {
            ObjectDecoder.Decode(empty, kind.Schema, kind.Kind);
        }

        return empty;
    }

    private static FieldSet Ignored(ResourceKind kind, string? subresource)
    {
        if (!kind.HasStatus)
        {
            return Nothing;
        }

        return subresource switch
        {
            null => StatusFields,
            "status" => kind.Custom is not null ? AllButStatus : SpecFields,
            _ => Nothing,
        };
    }

    /// <summary>Writes the entries back.</summary>
    private static void Store(JsonObject tree, ManagedFields managed)
    {
        var metadata = tree.Ensure("metadata");
        metadata.Remove("managedFields");
        if (managed.Entries.Count > 0)
        {
            metadata["managedFields"] = managed.Write();
        }
    }

    /// <summary>True if the two lists say the same but for times.</summary>
    public static bool SameOwners(JsonArray? left, JsonArray? right)
    {
        var a = ManagedFields.Read(left).Entries;
        var b = ManagedFields.Read(right).Entries;
        return a.Count == b.Count && a.All(e => b.TryGetValue(e.Key, out var match) && match.Fields.SameAs(e.Value.Fields) && match.ApiVersion == e.Value.ApiVersion);
    }

    private static FieldSet Paths(params string[][] paths)
    {
        var set = new FieldSet();
        foreach (var path in paths)
        {
            set.Insert(path);
        }

        return set;
    }
}

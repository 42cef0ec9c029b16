using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Apply;

/// <param name="Name">The manager.</param>
/// <param name="Operation">Apply or Update.</param>
/// <param name="ApiVersion">Version the fields are named in; empty for appliers, who are the same in every version.</param>
/// <param name="Subresource">The subresource written through, or empty.</param>
internal readonly record struct ManagerId(string Name, string Operation, string ApiVersion, string Subresource);

/// <summary>One manager's fields.</summary>
internal sealed record ManagedEntry(FieldSet Fields, string ApiVersion, string? Time);

/// <summary>metadata.managedFields, decoded.</summary>
internal sealed class ManagedFields
{
    private const int UpdateManagerLimit = 10;

    public Dictionary<ManagerId, ManagedEntry> Entries { get; } = [];

    /// <summary>A list with one empty entry: the request to forget all ownership.</summary>
    public static bool IsReset(JsonArray? list) => list is [JsonObject { Count: 0 }] || (list is [JsonObject entry] && entry.All(p => p.Value is null || JsonTree.ScalarText(p.Value).Length == 0));

    public static ManagedFields Read(JsonArray? list)
    {
        var fields = new ManagedFields();
        foreach (var entry in list.Objects())
        {
            if (entry.Object("fieldsV1") is not { } set)
            {
                continue;
            }

            var operation = entry.Text("operation") ?? "Update";
            var version = entry.Text("apiVersion") ?? "";
            var id = new ManagerId(entry.Text("manager") ?? "", operation, operation == "Apply" ? "" : version, entry.Text("subresource") ?? "");
            fields.Entries[id] = new ManagedEntry(FieldSet.FromJson(set), version, entry.Text("time"));
        }

        return fields;
    }

    public JsonArray Write()
    {
        MergeOldest();
        var rows = Entries
            .OrderBy(e => e.Key.Operation, StringComparer.Ordinal)
            .ThenBy(e => e.Value.Time ?? "", StringComparer.Ordinal)
            .ThenBy(e => e.Key.Name, StringComparer.Ordinal)
            .ThenBy(e => e.Value.ApiVersion, StringComparer.Ordinal)
            .ThenBy(e => e.Key.Subresource, StringComparer.Ordinal);
        return new JsonArray([.. rows.Select(e => (JsonNode)Row(e.Key, e.Value))]);
    }

    private static JsonObject Row(ManagerId id, ManagedEntry entry)
    {
        var row = new JsonObject { ["manager"] = id.Name, ["operation"] = id.Operation, ["apiVersion"] = entry.ApiVersion };
        if (entry.Time is not null)
        {
            row["time"] = entry.Time;
        }

        row["fieldsType"] = "FieldsV1";
        row["fieldsV1"] = entry.Fields.ToJson();
        if (id.Subresource.Length > 0)
        {
            row["subresource"] = id.Subresource;
        }

        return row;
    }

    /// <summary>A crowd of updaters must not make the list grow without end: the oldest share one entry.</summary>
    private void MergeOldest()
    {
        while (Entries.Count(e => e.Key.Operation == "Update") > UpdateManagerLimit)
        {
            var oldest = Entries.Where(e => e.Key.Operation == "Update" && e.Key.Name != "ancient-changes").OrderBy(e => e.Value.Time ?? "", StringComparer.Ordinal).First();
            Entries.Remove(oldest.Key);
            var id = new ManagerId("ancient-changes", "Update", oldest.Key.ApiVersion, "");
            var before = Entries.GetValueOrDefault(id);
            Entries[id] = new ManagedEntry(before is null ? oldest.Value.Fields : before.Fields.Union(oldest.Value.Fields), oldest.Value.ApiVersion, oldest.Value.Time);
        }
    }

    public void Set(ManagerId id, ManagedEntry entry)
    {
        if (entry.Fields.IsEmpty)
        {
            Entries.Remove(id);
        }
        else
        {
            Entries[id] = entry;
        }
    }
}

using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;

namespace Sluice.LocalCluster.ApiServer.Tables;

/// <summary>Objects as the tables kubectl prints.</summary>
internal static class ObjectTables
{
    public static JsonObject Build(ResourceKind kind, IEnumerable<JsonObject> objects, JsonObject metadata, TimeProvider time, string? includeObject, string version)
    {
        if (includeObject is not (null or "" or "Metadata" or "Object" or "None"))
        {
            throw ApiException.BadRequest($"Unable to convert to Table as requested: includeObject: Invalid value: \"{includeObject}\": must be 'Metadata', 'Object', 'None', or empty");
        }

        var printer = TablePrinters.For(kind);
        var rows = new JsonArray();
        foreach (var tree in objects)
        {
            rows.Add((JsonNode)Row(printer, tree, time, includeObject));
        }

        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/" + version,
            ["metadata"] = metadata,
            ["columnDefinitions"] = new JsonArray([.. printer.Columns.Select(c => (JsonNode)new JsonObject
            {
                ["name"] = c.Name,
                ["type"] = c.Type,
                ["format"] = c.Format,
                ["description"] = c.Description,
                ["priority"] = c.Priority,
            })]),
            ["rows"] = rows,
        };
    }

    private static JsonObject Row(TablePrinter printer, JsonObject tree, TimeProvider time, string? includeObject)
    {
        var row = new JsonObject { ["cells"] = new JsonArray([.. printer.Cells(tree, time.GetUtcNow())]) };
        row["object"] = includeObject switch
        {
            "None" => null,
            "Object" => tree.DeepClone(),
            _ => PartialMetadata.Of(tree, "v1"),
        };
        return row;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Tables;

/// <summary>Tables of custom resources: the columns their definition declares, or the age.</summary>
internal static class CustomTable
{
    private static readonly PrinterColumn[] Default = [new("Age", "date", "", "", 0, ".metadata.creationTimestamp")];

    public static TablePrinter For(CustomVersion custom)
    {
        var columns = custom.Columns.Count > 0 ? custom.Columns : Default;
        return new TablePrinter(
            [
                new TableColumn("Name", "string", "name", "Name of the object.", 0),
                .. columns.Select(c => new TableColumn(c.Name, c.Type, c.Format, c.Description.Length > 0 ? c.Description : $"Custom resource definition column (in JSONPath format): {c.JsonPath}", c.Priority)),
            ],
            (tree, now) => columns.Select(c => Cell(tree, c, now)).Prepend(tree.Text("metadata", "name")));
    }

    private static JsonNode? Cell(JsonObject tree, PrinterColumn column, DateTimeOffset now)
    {
        var found = JsonPaths.Find(tree, column.JsonPath);
        if (found.Count == 0 || found[0] is not { } first)
        {
            return null;
        }

        switch (column.Type)
        {
            case "date":
                return Durations.Since(JsonTree.ScalarText(first), now);
            case "integer":
                return JsonTree.AsInteger(first) is { } number ? number : null;
            case "number":
            case "boolean":
                return first.DeepClone();
            default:
                return first.GetValueKind() is JsonValueKind.Object or JsonValueKind.Array ? JsonTree.ToText(first) : string.Join(',', found.Select(JsonTree.ScalarText));
        }
    }
}

using System.Text.Json.Nodes;

namespace Sluice.LocalCluster.ApiServer.Tables;

internal sealed record TableColumn(string Name, string Type, string Format, string Description, int Priority);

/// <summary>Columns of a kind and how an object fills them.</summary>
internal sealed record TablePrinter(IReadOnlyList<TableColumn> Columns, Func<JsonObject, DateTimeOffset, IEnumerable<JsonNode?>> Cells);

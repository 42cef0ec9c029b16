using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Tables;

/// <summary>The printer of each kind.</summary>
internal static class TablePrinters
{
    private static readonly TablePrinter Fallback = new(
        [
            new TableColumn("Name", "string", "name", "Name must be unique within a namespace.", 0),
            new TableColumn("Created At", "date", "", "When the object was created.", 0),
        ],
        (tree, _) => [tree.Text("metadata", "name"), tree.Text("metadata", "creationTimestamp")]);

    public static TablePrinter For(ResourceKind kind)
    {
        _ = kind;
        return Fallback;
    }
}

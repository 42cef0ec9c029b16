using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Tables;

/// <summary>The printer of each kind.</summary>
internal static class TablePrinters
{
    private static readonly TablePrinter Fallback = new(
        [Name, Column("Created At", "date")],
        static (tree, _) => [Text(tree, "metadata", "name"), Text(tree, "metadata", "creationTimestamp")]);

    private static readonly Dictionary<string, TablePrinter> Printers = new(StringComparer.Ordinal)
    {
        ["pods"] = new([Name, .. Columns("Ready", "Status", "Restarts", "Age"), .. Wide("IP", "Node", "Nominated Node", "Readiness Gates")], PodTable.Cells),
        ["deployments.apps"] = new([Name, .. Columns("Ready", "Up-to-date", "Available", "Age"), .. Wide("Containers", "Images", "Selector")], WorkloadTables.Deployment),
        ["replicasets.apps"] = new([Name, .. Numbers("Desired", "Current", "Ready"), .. Columns("Age"), .. Wide("Containers", "Images", "Selector")], WorkloadTables.ReplicaSet),
        ["statefulsets.apps"] = new([Name, .. Columns("Ready", "Age"), .. Wide("Containers", "Images")], WorkloadTables.StatefulSet),
        ["daemonsets.apps"] = new(
            [Name, .. Numbers("Desired", "Current", "Ready", "Up-to-date", "Available"), .. Columns("Node Selector", "Age"), .. Wide("Containers", "Images", "Selector")],
            WorkloadTables.DaemonSet),
        ["jobs.batch"] = new([Name, .. Columns("Status", "Completions", "Duration", "Age"), .. Wide("Containers", "Images", "Selector")], WorkloadTables.Job),
        ["services"] = new([Name, .. Columns("Type", "Cluster-IP", "External-IP", "Port(s)", "Age"), .. Wide("Selector")], NetworkTables.Service),
        ["endpointslices.discovery.k8s.io"] = new([Name, .. Columns("AddressType", "Ports", "Endpoints", "Age")], NetworkTables.EndpointSlice),
        ["endpoints"] = new([Name, .. Columns("Endpoints", "Age")], NetworkTables.Endpoints),
        ["ingresses.networking.k8s.io"] = new([Name, .. Columns("Class", "Hosts", "Address", "Ports", "Age")], NetworkTables.Ingress),
        ["configmaps"] = new([Name, .. Columns("Data", "Age")], static (t, now) => [NameOf(t), Count(t, "data") + Count(t, "binaryData"), Age(t, now)]),
        ["secrets"] = new([Name, .. Columns("Type", "Data", "Age")], static (t, now) => [NameOf(t), t.Text("type"), Count(t, "data"), Age(t, now)]),
        ["serviceaccounts"] = new([Name, .. Columns("Age")], static (t, now) => [NameOf(t), Age(t, now)]),
        ["namespaces"] = new([Name, .. Columns("Status", "Age")], static (t, now) => [NameOf(t), Text(t, "status", "phase"), Age(t, now)]),
        ["leases.coordination.k8s.io"] = new([Name, .. Columns("Holder", "Age")], static (t, now) => [NameOf(t), Text(t, "spec", "holderIdentity") ?? "", Age(t, now)]),
        ["nodes"] = new(
            [Name, .. Columns("Status", "Roles", "Age", "Version"), .. Wide("Internal-IP", "External-IP", "OS-Image", "Kernel-Version", "Container-Runtime")],
            ClusterTables.Node),
        ["events"] = new(
            [
                .. Columns("Last Seen", "Type", "Reason", "Object"), .. Wide("Subobject", "Source"), .. Columns("Message"), .. Wide("First Seen", "Count"),
                Name with { Priority = 1 },
            ],
            ClusterTables.Event),
        ["horizontalpodautoscalers.autoscaling"] = new([Name, .. Columns("Reference", "Targets", "MinPods", "MaxPods", "Replicas", "Age")], ClusterTables.Autoscaler),
        ["poddisruptionbudgets.policy"] = new([Name, .. Columns("Min Available", "Max Unavailable", "Allowed Disruptions", "Age")], ClusterTables.DisruptionBudget),
        ["roles.rbac.authorization.k8s.io"] = Fallback,
        ["clusterroles.rbac.authorization.k8s.io"] = Fallback,
        ["rolebindings.rbac.authorization.k8s.io"] = new([Name, .. Columns("Role", "Age")], ClusterTables.Binding),
        ["clusterrolebindings.rbac.authorization.k8s.io"] = new([Name, .. Columns("Role", "Age")], ClusterTables.Binding),
    };

    private static TableColumn Name => new("Name", "string", "name", "Name of the object.", 0);

    public static TablePrinter For(ResourceKind kind)
    {
        if (kind.Custom is { } custom)
        {
            return CustomTable.For(custom);
        }

        return Printers.GetValueOrDefault(kind.StorageName ?? kind.QualifiedPlural, Fallback);
    }

    public static TableColumn Column(string name, string type, int priority = 0) => new(name, type, "", $"{name} of the object.", priority);

    private static IEnumerable<TableColumn> Columns(params string[] names) => names.Select(n => Column(n, "string"));

    private static IEnumerable<TableColumn> Numbers(params string[] names) => names.Select(n => Column(n, "integer"));

    private static IEnumerable<TableColumn> Wide(params string[] names) => names.Select(n => Column(n, "string", 1));

    public static string? NameOf(JsonObject tree) => Text(tree, "metadata", "name");

    public static string Age(JsonObject tree, DateTimeOffset now) => Durations.Since(Text(tree, "metadata", "creationTimestamp"), now);

    public static string? Text(JsonObject tree, params ReadOnlySpan<string> path) => tree.At(path) is { } node ? JsonTree.ScalarText(node) : null;

    private static int Count(JsonObject tree, string field) => tree.Object(field)?.Count ?? 0;
}

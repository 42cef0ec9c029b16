using System.Collections.Immutable;
using Sluice.Translation.Gateways;
using Sluice.Translation.Mesh;
using Sluice.Translation.Routes;
using Sluice.Translation.Status;

namespace Sluice.Translation;

/// <summary>
/// From the cluster to what proxies serve and what statuses say. Pure: no clock, no I/O, nothing of the input is changed or kept in
/// an order of its own. A fault stays with its object; everything else is served.
/// </summary>
public static class Translator
{
    /// <param name="view">The cluster.</param>
    /// <param name="options">Whose classes are ours, and what we can do.</param>
    /// <param name="memo">The memo of the last result, so that only what changed is compiled; null to compile everything.</param>
    public static TranslationResult Translate(ClusterView view, TranslationOptions options, TranslationMemo? memo = null)
    {
        memo ??= new TranslationMemo();
        var index = memo.Begin(view);

        // Step 1: the Gateways of our classes, their listeners, conflicts and certificates; the Services of the mesh.
        var gateways = GatewayReader.Read(view, options, memo);

        var mesh = memo.Mesh = MeshReader.Read(view, options, index, memo.Routes, memo.Mesh);

        // Step 2: which route is attached where.
        var attached = RouteAttacher.Attach(view, gateways, mesh, memo.Routes);

        // Step 3: what the routes say, each on its own.
        var routes = attached.Select(entry => Translate(entry.Cell, entry.Route, memo)).ToImmutableArray();
        var graph = TranslatedGraph.Of(gateways, mesh, routes);

        // Step 4: a snapshot per Gateway, and one for the mesh.
        var snapshots = gateways.Values.ToImmutableDictionary(
            gateway => gateway.Key,
            gateway => SnapshotBuilder.Build(gateway, graph, memo));
        if (mesh.IsOn)
        {
            snapshots = snapshots.Add(mesh.Plane, SnapshotBuilder.Build(graph, view, memo));
        }

        memo.Snapshots = snapshots;

        // Step 5: the statuses that follow.
        var status = StatusBuilder.Build(view, options, graph, index, memo);
        memo.RouteStatuses = status.Routes;
        memo.End();
        return new TranslationResult { Snapshots = snapshots, Status = status, Provisioning = Provision(gateways, graph), Memo = memo };
    }

    private static TranslatedRoute Translate(RouteCell cell, AttachedRoute attached, TranslationMemo memo)
    {
        // A grant is needed by some parents and not by others.
        var forMesh = attached.Parents.Any(parent => parent.IsMesh) ? CompileForMesh(cell, memo) : null;
        var compiled = forMesh is null || !attached.Parents.All(parent => parent.IsMesh) ? Compile(cell, memo) : forMesh;
        return cell.Translated is { } before && ReferenceEquals(before.Attached, attached) && ReferenceEquals(before.Compiled, compiled) && ReferenceEquals(before.MeshCompiled, forMesh ?? compiled)
            ? before
            : cell.Translated = new TranslatedRoute(attached, compiled, forMesh ?? compiled);
    }

    private static CompiledRoute Compile(RouteCell cell, TranslationMemo memo) =>
        memo.Get(ref cell.Compiled, cell.Input.Kind, cell.Input.Key, "", cell.Input.Source, cell.Compile);

    private static CompiledRoute CompileForMesh(RouteCell cell, TranslationMemo memo) =>
        memo.Get(ref cell.CompiledForMesh, cell.Input.Kind, cell.Input.Key, "mesh", cell.Input.Source, cell.CompileForMesh);

    // Also for a Gateway without a valid listener: what it had stays until it is valid again or goes.
    private static ProvisioningPlan Provision(ImmutableDictionary<ObjectKey, GatewayState> gateways, TranslatedGraph graph) => new()
    {
        ClientNamespaces = graph.ClientNamespaces,
        Gateways = gateways.Values.Where(gateway => gateway.Fault is null).ToImmutableDictionary(
            gateway => gateway.Key,
            gateway => new PlannedDataPlane
            {
                ClassName = gateway.ClassName,
                Ports = [.. gateway.AllListeners.Where(listener => listener.IsAccepted)
                    .Select(listener => new PlannedPort(listener.Port, listener.Protocol == Routing.Model.ListenerProtocol.Udp ? "UDP" : "TCP"))
                    .Distinct().OrderBy(port => port.Port).ThenBy(port => port.Protocol, StringComparer.Ordinal)],
            }),
    };
}

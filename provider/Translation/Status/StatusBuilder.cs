using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.Translation.Indexing;
using Sluice.Translation.Routes;

namespace Sluice.Translation.Status;

/// <summary>The statuses that follow from the graph.</summary>
internal static class StatusBuilder
{
    /// <param name="view">The cluster.</param>
    /// <param name="options">Whose classes are ours.</param>
    /// <param name="graph">Gateways and routes.</param>
    /// <param name="index">The cluster again, for lookups.</param>
    /// <param name="memo">What was planned last.</param>
    public static StatusPlan Build(ClusterView view, TranslationOptions options, TranslatedGraph graph, ClusterIndex index, TranslationMemo memo) => new()
    {
        GatewayClasses = view.GatewayClasses.Where(pair => pair.Value.Spec?.ControllerName == options.ControllerName)
            .ToImmutableDictionary(pair => pair.Key, pair => ClassStatuses.Of(pair.Value, view, options)),
        Gateways = graph.Gateways.Values.ToImmutableDictionary(gateway => gateway.Key, gateway => GatewayStatuses.Of(gateway, PlaneOf(view, gateway.Key), graph)),
        ListenerSets = graph.Gateways.Values.SelectMany(gateway => gateway.Sets.Select(set => (Gateway: gateway, Set: set)))
            .ToImmutableDictionary(pair => pair.Set.Key, pair => GatewayStatuses.Of(pair.Set, pair.Gateway, PlaneOf(view, pair.Gateway.Key), graph)),
        Routes = Maps.Change(memo.RouteStatuses, graph.Routes.ToDictionary(route => route.Route.Route, route => route.Status)),
        BackendTlsPolicies = PolicyStatuses.Of(graph, index, memo),
        Meshes = view.Meshes.Where(pair => pair.Value.Spec?.ControllerName == options.ControllerName).ToImmutableDictionary(pair => pair.Key, pair => Mesh(pair.Value, graph)),
    };

    private static GatewayDataPlane PlaneOf(ClusterView view, ObjectKey gateway) => view.DataPlanes.GetValueOrDefault(gateway, GatewayDataPlane.Unknown);

    private static PlannedMesh Mesh(XMesh mesh, TranslatedGraph graph)
    {
        var accepted = mesh.Spec?.ParametersRef is { } parameters ? Conditions.No(ConditionTypes.Accepted, Reasons.InvalidParameters, Conditions.ClassParameters(parameters.Kind ?? "", parameters.Name ?? ""))
            : graph.Mesh.IsOn ? Conditions.Yes(ConditionTypes.Accepted, Reasons.Accepted, Conditions.MeshAccepted)
            : Conditions.Unknown(ConditionTypes.Accepted, Reasons.Pending, Conditions.MeshNotDeployed);
        return new PlannedMesh { Generation = mesh.Generation(), Uid = mesh.Uid(), Accepted = accepted, SupportedFeatures = accepted.Status == Conditions.True ? [.. SupportedFeatures.Mesh] : [] };
    }
}

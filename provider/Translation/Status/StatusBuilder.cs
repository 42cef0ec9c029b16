using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.Translation.Indexing;
using Sluice.Translation.Routes;

namespace Sluice.Translation.Status;

/// <summary>The statuses that follow from the graph.</summary>
internal static class StatusBuilder
{
    public static StatusPlan Build(ClusterView view, TranslationOptions options, TranslatedGraph graph, ClusterIndex index) => new()
    {
        GatewayClasses = view.GatewayClasses.Where(pair => pair.Value.Spec?.ControllerName == options.ControllerName)
            .ToImmutableDictionary(pair => pair.Key, pair => Class(pair.Value, options)),
        Gateways = graph.Gateways.Values.ToImmutableDictionary(gateway => gateway.Key, gateway => GatewayStatuses.Of(gateway, graph)),
        ListenerSets = graph.Gateways.Values.SelectMany(gateway => gateway.Sets.Select(set => (Gateway: gateway, Set: set)))
            .ToImmutableDictionary(pair => pair.Set.Key, pair => GatewayStatuses.Of(pair.Set, pair.Gateway, graph)),
        Routes = graph.Routes.ToImmutableDictionary(route => route.Route.Route, Route),
        BackendTlsPolicies = PolicyStatuses.Of(graph, index),
    };

    private static PlannedGatewayClass Class(GatewayClass @class, TranslationOptions options) => new()
    {
        Generation = @class.Generation(),
        Uid = @class.Uid(),
        Conditions = @class.Spec?.ParametersRef is { } parameters
            ? [Conditions.No(ConditionTypes.Accepted, Reasons.InvalidParameters, Conditions.ClassParameters(parameters.Kind ?? "", parameters.Name ?? ""))]
            : [Conditions.Yes(ConditionTypes.Accepted, Reasons.Accepted, Conditions.ClassAccepted)],
        SupportedFeatures = [.. options.SupportedFeatures.Order(StringComparer.Ordinal)],
    };

    private static PlannedRoute Route(TranslatedRoute route) => new()
    {
        Generation = route.Route.Source.Generation(),
        Uid = route.Route.Source.Uid(),
        Parents = [.. route.Attached.Parents.Select(parent => new PlannedParent { Parent = parent.Parent, Conditions = [.. RouteConditions(parent, route.Compiled)] })],
    };

    private static IEnumerable<PlannedCondition> RouteConditions(ParentOutcome parent, CompiledRoute compiled)
    {
        if (parent.Rejected is { } rejected)
        {
            yield return Conditions.No(ConditionTypes.Accepted, rejected.Reason, rejected.Message);
        }
        else if (compiled.IsUnusable)
        {
            yield return Conditions.No(ConditionTypes.Accepted, compiled.RuleProblems[0].Reason, Conditions.AllRulesInvalid(compiled.RuleProblems.Select(problem => problem.Message)));
        }
        else
        {
            yield return Conditions.Yes(ConditionTypes.Accepted, Reasons.Accepted, Conditions.RouteAccepted);
        }

        yield return compiled.ResolvedRefs();
        if (parent.Rejected is null && !compiled.IsUnusable && !compiled.RuleProblems.IsEmpty)
        {
            yield return Conditions.Yes(ConditionTypes.PartiallyInvalid, Reasons.UnsupportedValue, Conditions.SomeRulesInvalid(compiled.RuleProblems.Select(problem => problem.Message)));
        }
    }
}

using Sluice.Translation.Indexing;
using Sluice.Translation.Routes;

namespace Sluice.Translation.Status;

/// <summary>Statuses of routes.</summary>
internal static class RouteStatuses
{
    public static PlannedRoute Of(TranslatedRoute route) => new()
    {
        Generation = route.Route.Source.Generation(),
        Uid = route.Route.Source.Uid(),
        Parents = [.. route.Attached.Parents.Select(parent => new PlannedParent { Parent = parent.Parent, Conditions = [.. Of(parent, parent.IsMesh ? route.MeshCompiled : route.Compiled)] })],
    };

    private static IEnumerable<PlannedCondition> Of(ParentOutcome parent, CompiledRoute compiled)
    {
        if (parent.Rejected is { } rejected)
        {
            yield return Conditions.No(ConditionTypes.Accepted, rejected.Reason, rejected.Message);
        }
        else if (compiled.IsUnusable)
        {
            yield return Conditions.No(ConditionTypes.Accepted, compiled.RuleProblems[0].Reason, Conditions.AllRulesInvalid(compiled.RuleProblems.Select(problem => problem.Message)));
        }
        else if (parent.Pending is { } pending)
        {
            yield return Conditions.Unknown(ConditionTypes.Accepted, Reasons.Pending, pending);
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

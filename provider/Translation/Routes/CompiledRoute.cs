using System.Collections.Immutable;
using Sluice.Routing.Model;
using Sluice.Translation.Backends;
using Sluice.Translation.Status;

namespace Sluice.Translation.Routes;

/// <summary>A route apart from where it is attached.</summary>
internal sealed record CompiledRoute
{
    /// <summary>Rules of an HTTPRoute or GRPCRoute; those that can't be served are left out.</summary>
    public ImmutableArray<HttpRule> Rules { get; init; } = [];

    /// <summary>Backends of a stream route, by what is done with TLS before them.</summary>
    public ImmutableArray<WeightedBackend> PassedThrough { get; init; } = [];

    /// <summary>The same backends where TLS was terminated before them.</summary>
    public ImmutableArray<WeightedBackend> Terminated { get; init; } = [];

    /// <summary>Every backend that the route names, mirrors included.</summary>
    public required ImmutableArray<BackendUse> Backends { get; init; }

    /// <summary>Problems of references, the gravest first.</summary>
    public required ImmutableArray<RefProblem> RefProblems { get; init; }

    /// <summary>Rules that are not served as they are written.</summary>
    public ImmutableArray<RuleProblem> RuleProblems { get; init; } = [];

    /// <summary>Nothing of the route can be served.</summary>
    public bool IsUnusable => !RuleProblems.IsEmpty && Rules.IsEmpty;

    public PlannedCondition ResolvedRefs() => RefProblems.IsEmpty
        ? Conditions.Yes(ConditionTypes.ResolvedRefs, Reasons.ResolvedRefs, Conditions.RefsResolved)
        : Conditions.No(ConditionTypes.ResolvedRefs, RefProblems[0].Reason, string.Join(" ", RefProblems.Take(3).Select(problem => problem.Message)));
}

/// <summary>A reference that leads nowhere or is not permitted.</summary>
internal sealed record RefProblem(string Reason, string Message)
{
    /// <summary>A missing permission goes before everything else, so that it tells nothing about the target.</summary>
    public static ImmutableArray<RefProblem> Sorted(IEnumerable<RefProblem> problems) => [.. problems.OrderBy(problem => problem.Reason switch
    {
        Reasons.RefNotPermitted => 0,
        Reasons.InvalidKind => 1,
        Reasons.BackendNotFound => 2,
        _ => 3,
    })];
}

/// <summary>A rule that is not served as it is written.</summary>
internal sealed record RuleProblem(string Reason, string Message);

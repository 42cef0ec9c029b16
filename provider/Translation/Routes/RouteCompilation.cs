using System.Collections.Immutable;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;
using Sluice.Translation.Backends;
using Sluice.Translation.Indexing;
using Sluice.Translation.Status;

namespace Sluice.Translation.Routes;

/// <summary>Gathers what comes up while one route is compiled.</summary>
internal sealed class RouteCompilation(RouteKey route, Speech speech, Lookup lookup)
{
    private readonly Dictionary<string, BackendUse> _backends = new(StringComparer.Ordinal);

    public RouteKey Route { get; } = route;

    public List<RefProblem> RefProblems { get; } = [];

    public List<RuleProblem> RuleProblems { get; } = [];

    public ImmutableArray<BackendUse> Backends => [.. _backends.Values];

    public BackendUse Resolve(BackendReference reference) => Resolve(reference, speech);

    public BackendUse Resolve(BackendReference reference, Speech asSpeech)
    {
        var use = Follow(reference, asSpeech);
        return _backends.TryAdd(use.UnitName, use) ? use : _backends[use.UnitName];
    }

    /// <summary>A target that may be left out: null, with the problem noted, where there is none.</summary>
    public BackendUse? ResolveOptional(BackendReference reference)
    {
        var use = Follow(reference, speech);
        return use.Failure is not null ? null : _backends.TryAdd(use.UnitName, use) ? use : _backends[use.UnitName];
    }

    private BackendUse Follow(BackendReference reference, Speech asSpeech)
    {
        var (use, problem) = BackendReferences.Resolve(reference, asSpeech, lookup);
        if (problem is not null && !RefProblems.Contains(problem))
        {
            RefProblems.Add(problem);
        }

        return use;
    }

    /// <summary>True where the expression can be used; a problem is noted otherwise.</summary>
    public bool Check(string field, string expression)
    {
        if (RegularExpressions.TryCompile(expression, out _, out var problem))
        {
            return true;
        }

        RuleProblems.Add(new RuleProblem(Reasons.UnsupportedValue, Conditions.Regex(field, expression, problem)));
        return false;
    }

    /// <summary>A condition on a header or query parameter; null, with a problem noted, where it can't be used.</summary>
    public NamedMatch? Match(string? type, string name, string? value, string field)
    {
        var isRegex = type == "RegularExpression";
        return isRegex && !Check($"{field}.value", value ?? "") ? null : new NamedMatch(isRegex ? ValueMatchKind.RegularExpression : ValueMatchKind.Exact, name, value ?? "");
    }

    public CompiledRoute Done() => new()
    {
        Backends = Backends,
        RefProblems = RefProblem.Sorted(RefProblems),
        RuleProblems = [.. RuleProblems],
    };
}

using Sluice.Routing.Model;

namespace Sluice.Routing.Matching;

/// <summary>One match of one rule, ready to be tried once its path fits.</summary>
internal sealed record Candidate(PathMatch Path, RequestConditions Conditions, CompiledRule Rule, int MatchIndex);

/// <summary>
/// The order in which candidates of the same path are tried, from the HTTPRouteMatch specification: after the path, a method match,
/// then the number of header matches, then of query parameter matches; ties go to the oldest route, then to the first by
/// namespace/name, then to the first rule. Exact paths come before prefixes and longer prefixes before shorter by the table's build.
/// </summary>
internal sealed class CandidateOrder : IComparer<Candidate>
{
    public static readonly CandidateOrder Instance = new();

    public int Compare(Candidate? x, Candidate? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = y.Conditions.HasMethod.CompareTo(x.Conditions.HasMethod);
        order = order != 0 ? order : y.Conditions.HeaderCount.CompareTo(x.Conditions.HeaderCount);
        order = order != 0 ? order : y.Conditions.QueryParamCount.CompareTo(x.Conditions.QueryParamCount);
        order = order != 0 ? order : x.Rule.Route.CreatedAt.CompareTo(y.Rule.Route.CreatedAt);
        order = order != 0 ? order : string.CompareOrdinal(x.Rule.Route.TieBreak, y.Rule.Route.TieBreak);
        order = order != 0 ? order : string.CompareOrdinal(x.Rule.Route.Name, y.Rule.Route.Name);
        order = order != 0 ? order : x.Rule.Config.Index.CompareTo(y.Rule.Config.Index);
        return order != 0 ? order : x.MatchIndex.CompareTo(y.MatchIndex);
    }
}

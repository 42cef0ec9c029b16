using System.Text;
using System.Text.RegularExpressions;
using Sluice.Routing.Model;

namespace Sluice.Routing.Matching;

/// <summary>
/// The matches of all routes for one hostname pattern of one listener: exact paths in a hash table, prefixes in a trie over path
/// elements, regular expressions last. The cost of a lookup depends on the length of the path, not on the number of routes.
/// </summary>
internal sealed class RouteTable
{
    public static readonly RouteTable Empty = new(ByteMap<Candidate[]>.Empty, PathTrie.Empty, [], []);

    private readonly ByteMap<Candidate[]> _exact;
    private readonly PathTrie _prefixes;
    private readonly Candidate[] _expressionCandidates;
    private readonly Regex[] _expressions;

    private RouteTable(ByteMap<Candidate[]> exact, PathTrie prefixes, Candidate[] expressionCandidates, Regex[] expressions)
    {
        _exact = exact;
        _prefixes = prefixes;
        _expressionCandidates = expressionCandidates;
        _expressions = expressions;
    }

    public bool IsEmpty => _exact.Count == 0 && _prefixes.IsEmpty && _expressionCandidates.Length == 0;

    public Candidate? Find(in RequestHead head)
    {
        if (_exact.Find(head.Path) is { } exact && CandidateList.FirstThatHolds(exact, head) is { } found)
        {
            return found;
        }

        if (_prefixes.Find(head.Path is [(byte)'/', ..] ? head.Path : default, head) is { } prefix)
        {
            return prefix;
        }

        for (var i = 0; i < _expressionCandidates.Length; i++)
        {
            if (_expressionCandidates[i].Conditions.Hold(head) && RegularExpressions.IsMatch(_expressions[i], head.Path))
            {
                return _expressionCandidates[i];
            }
        }

        return null;
    }

    public RouteTable With(Candidate candidate, EditToken token) => Edit(candidate, add: true, token);

    public RouteTable Without(Candidate candidate, EditToken token) => Edit(candidate, add: false, token);

    private RouteTable Edit(Candidate candidate, bool add, EditToken token)
    {
        switch (candidate.Path.Kind)
        {
            case PathMatchKind.Exact:
                var key = Encoding.UTF8.GetBytes(candidate.Path.Value);
                var edited = CandidateList.Edit(_exact.Find(key) ?? [], candidate, add);
                return new(_exact.With(key, edited.Length == 0 ? null : edited, token), _prefixes, _expressionCandidates, _expressions);

            case PathMatchKind.Prefix:
                return new(_exact, _prefixes.With(candidate.Path.Value, candidate, add, token), _expressionCandidates, _expressions);

            default:
                // An expression that does not compile never matches; translation reports it on the route.
                if (!RegularExpressions.TryCompile(candidate.Path.Value, out _, out _))
                {
                    return this;
                }

                var candidates = CandidateList.Edit(_expressionCandidates, candidate, add);
                return new(_exact, _prefixes, candidates, [.. candidates.Select(Compile)]);
        }
    }

    private Regex Compile(Candidate candidate)
    {
        var at = Array.IndexOf(_expressionCandidates, candidate);
        if (at >= 0)
        {
            return _expressions[at];
        }

        return RegularExpressions.TryCompile(candidate.Path.Value, out var regex, out var problem)
            ? regex
            : throw new InvalidOperationException(problem);
    }
}

using System.Text;

namespace Sluice.Routing.Matching;

/// <summary>A persistent trie over path elements; a node's candidates are those whose prefix ends there.</summary>
internal sealed class PathTrie
{
    public static readonly PathTrie Empty = new(ByteMap<PathTrie>.Empty, []);

    private readonly ByteMap<PathTrie> _children;
    private readonly Candidate[] _candidates;

    private PathTrie(ByteMap<PathTrie> children, Candidate[] candidates)
    {
        _children = children;
        _candidates = candidates;
    }

    public bool IsEmpty => _children.Count == 0 && _candidates.Length == 0;

    /// <param name="rest">Starts with <c>/</c>, or is empty.</param>
    /// <param name="head">The request.</param>
    /// <returns>The best candidate below this node, the longest prefix first, else one of its own.</returns>
    public Candidate? Find(ReadOnlySpan<byte> rest, in RequestHead head)
    {
        if (_children.Count > 0 && rest.Length > 0)
        {
            var element = rest[1..];
            var end = element.IndexOf((byte)'/');
            var child = _children.Find(end < 0 ? element : element[..end]);
            if (child?.Find(end < 0 ? default : element[end..], head) is { } deeper)
            {
                return deeper;
            }
        }

        return CandidateList.FirstThatHolds(_candidates, head);
    }

    public PathTrie With(string prefix, Candidate candidate, bool add, EditToken token)
    {
        // A trailing slash of a prefix does not count (PathMatchPathPrefix).
        var trimmed = prefix.TrimEnd('/');
        return With(trimmed.Length == 0 ? default : Encoding.UTF8.GetBytes(trimmed).AsSpan(), candidate, add, token);
    }

    private PathTrie With(ReadOnlySpan<byte> rest, Candidate candidate, bool add, EditToken token)
    {
        if (rest.IsEmpty)
        {
            return new(_children, CandidateList.Edit(_candidates, candidate, add));
        }

        var element = rest[1..];
        var end = element.IndexOf((byte)'/');
        var name = (end < 0 ? element : element[..end]).ToArray();
        var child = (_children.Find(name) ?? Empty).With(end < 0 ? default : element[end..], candidate, add, token);
        return new(_children.With(name, child.IsEmpty ? null : child, token), _candidates);
    }
}

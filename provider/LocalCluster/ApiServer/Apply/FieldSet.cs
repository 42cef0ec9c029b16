using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Apply;

/// <summary>
/// A set of field paths as a tree. Elements are spelled as in managedFields: <c>f:name</c>, <c>k:{"name":"a"}</c>, <c>v:"text"</c>.
/// A path is in the set if its node is a member; inner nodes need not be.
/// </summary>
internal sealed class FieldSet
{
    private readonly SortedDictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    public bool Member { get; private set; }

    public IReadOnlyDictionary<string, FieldSet> Children => _children;

    public bool IsEmpty => !Member && _children.Values.All(c => c.IsEmpty);

    public FieldSet? Child(string element) => _children.GetValueOrDefault(element);

    public void Insert(IReadOnlyList<string> path)
    {
        var node = this;
        foreach (var element in path)
        {
            node = node.GetOrAdd(element);
        }

        node.Member = true;
    }

    private FieldSet GetOrAdd(string element)
    {
        if (!_children.TryGetValue(element, out var child))
        {
            child = new FieldSet();
            _children[element] = child;
        }

        return child;
    }

    public FieldSet Union(FieldSet other) => Combine(other, static (a, b) => a || b);

    /// <summary>Members of this set that <paramref name="other"/> does not have.</summary>
    public FieldSet Difference(FieldSet other) => Combine(other, static (a, b) => a && !b);

    public FieldSet Intersection(FieldSet other) => Combine(other, static (a, b) => a && b);

    private FieldSet Combine(FieldSet other, Func<bool, bool, bool> member)
    {
        var result = new FieldSet { Member = member(Member, other.Member) };
        foreach (var element in _children.Keys.Union(other._children.Keys, StringComparer.Ordinal))
        {
            var combined = (Child(element) ?? new FieldSet()).Combine(other.Child(element) ?? new FieldSet(), member);
            if (!combined.IsEmpty)
            {
                result._children[element] = combined;
            }
        }

        return result;
    }

    /// <summary>This set without the members of <paramref name="other"/> and everything below them.</summary>
    public FieldSet Without(FieldSet other)
    {
        if (other.Member)
        {
            return new FieldSet();
        }

        var result = new FieldSet { Member = Member };
        foreach (var (element, child) in _children)
        {
            var kept = other.Child(element) is { } removed ? child.Without(removed) : child;
            if (!kept.IsEmpty)
            {
                result._children[element] = kept;
            }
        }

        return result;
    }

    /// <summary>This set with every field above a member made a member too; list items stay as they are.</summary>
    public FieldSet WithNamedParents() => WithNamedParents(isNamed: false);

    private FieldSet WithNamedParents(bool isNamed)
    {
        var result = new FieldSet { Member = Member || (isNamed && !IsEmpty) };
        foreach (var (element, child) in _children)
        {
            result._children[element] = child.WithNamedParents(element.StartsWith("f:", StringComparison.Ordinal));
        }

        return result;
    }

    public IEnumerable<IReadOnlyList<string>> Paths() => Paths([]);

    private IEnumerable<IReadOnlyList<string>> Paths(List<string> prefix)
    {
        if (Member)
        {
            yield return [.. prefix];
        }

        foreach (var (element, child) in _children)
        {
            prefix.Add(element);
            foreach (var path in child.Paths(prefix))
            {
                yield return path;
            }

            prefix.RemoveAt(prefix.Count - 1);
        }
    }

    public bool SameAs(FieldSet other) =>
        Member == other.Member && _children.Count == other._children.Count
        && _children.All(c => other._children.TryGetValue(c.Key, out var match) && c.Value.SameAs(match));

    /// <summary>The FieldsV1 form.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (Member && _children.Count > 0)
        {
            json["."] = new JsonObject();
        }

        foreach (var (element, child) in _children)
        {
            json[element] = child.ToJson();
        }

        return json;
    }

    public static FieldSet FromJson(JsonObject? json, bool isRoot = true)
    {
        var set = new FieldSet { Member = !isRoot && json is not { Count: > 0 } };
        foreach (var (element, child) in json ?? [])
        {
            if (element == ".")
            {
                set.Member = true;
            }
            else
            {
                set._children[element] = FromJson(child as JsonObject, isRoot: false);
            }
        }

        return set;
    }

    /// <summary>A path as conflict messages print it: <c>.spec.containers[name="a"].image</c>.</summary>
    public static string Print(IReadOnlyList<string> path) => string.Concat(path.Select(Print));

    private static string Print(string element) => element[..2] switch
    {
        "f:" => "." + element[2..],
        "k:" => $"[{string.Join(',', ((JsonObject)JsonTree.Parse(element[2..])!).Select(p => $"{p.Key}={JsonTree.ToText(p.Value)}"))}]",
        "v:" => $"[={element[2..]}]",
        _ => $"[{element[2..]}]",
    };
}

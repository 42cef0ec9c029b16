using Pulumi;

namespace Sluice;

/// <summary>Conditions on the path of a request.</summary>
public static class PathMatch
{
    internal const string ExactType = "Exact";
    internal const string PrefixType = "PathPrefix";
    internal const string RegexType = "RegularExpression";

    /// <summary>This path and no other; a trailing slash counts.</summary>
    /// <param name="path">Begins with a slash.</param>
    public static PathMatchArgs Exact(Input<string> path) => new() { Type = ExactType, Value = path };

    /// <summary>This path and everything below it: <c>/static</c> matches <c>/static/a.css</c> but not <c>/statics</c>.</summary>
    /// <param name="path">Begins with a slash.</param>
    public static PathMatchArgs Prefix(Input<string> path) => new() { Type = PrefixType, Value = path };

    /// <summary>Paths that the whole expression matches.</summary>
    /// <param name="expression">A regular expression without look-around and back-references.</param>
    public static PathMatchArgs Regex(Input<string> expression) => new() { Type = RegexType, Value = expression };
}

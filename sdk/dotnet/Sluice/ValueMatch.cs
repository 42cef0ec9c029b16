using Pulumi;

namespace Sluice;

/// <summary>Conditions on a header or a query parameter.</summary>
public static class ValueMatch
{
    /// <summary>The value is exactly this.</summary>
    /// <param name="name">Header or parameter name.</param>
    /// <param name="value">The wanted value.</param>
    public static ValueMatchArgs Exact(Input<string> name, Input<string> value) => new() { Name = name, Value = value };

    /// <summary>The whole expression matches the value.</summary>
    /// <param name="name">Header or parameter name.</param>
    /// <param name="expression">A regular expression without look-around and back-references.</param>
    public static ValueMatchArgs Regex(Input<string> name, Input<string> expression) =>
        new() { Name = name, Value = expression, Type = PathMatch.RegexType };
}

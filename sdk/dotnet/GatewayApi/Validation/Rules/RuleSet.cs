using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Sluice.GatewayApi.Validation.Rules;

/// <summary>
/// The rules of all kinds. A place is a class of the model (<c>HTTPRouteRule</c>) or a field of one (<c>HTTPRouteSpec.rules</c>).
/// To add a rule: give it the next code, put it into the table of its kind, add a failing and a passing case to the tests.
/// </summary>
internal static class RuleSet
{
    private static readonly FrozenDictionary<string, ImmutableArray<Rule>> ByPlace =
        ((ReadOnlySpan<(string Place, Rule Rule)[]>)[ReferenceRules.All, HttpRouteRules.All, GrpcRouteRules.All, StreamRouteRules.All, GatewayRules.All, PolicyRules.All])
        .ToArray()
        .SelectMany(table => table)
        .GroupBy(entry => entry.Place, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.Select(entry => entry.Rule).ToImmutableArray(), StringComparer.Ordinal);

    /// <summary>Every rule with its place, for documentation and tests.</summary>
    public static IEnumerable<(string Place, Rule Rule)> All => ByPlace.SelectMany(pair => pair.Value.Select(rule => (pair.Key, rule)));

    public static ImmutableArray<Rule> For(string kind, string version, IEnumerable<string?> places) =>
        [.. places.OfType<string>().SelectMany(place => ByPlace.GetValueOrDefault(place, [])).Where(rule => rule.AppliesTo(kind, version))];
}

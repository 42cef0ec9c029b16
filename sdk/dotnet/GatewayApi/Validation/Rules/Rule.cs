using System.Collections.Immutable;

namespace Sluice.GatewayApi.Validation.Rules;

/// <summary>
/// A rule between the fields of an object: the C# form of one of the definitions' validation expressions. Registered in
/// <see cref="RuleSet"/> at a class of the model, or at a field of one.
/// </summary>
/// <param name="Code">Diagnostic code.</param>
/// <param name="Message">The server's words.</param>
/// <param name="Holds">True where the value obeys.</param>
/// <param name="Plain">Plain words: what is wrong and what to do.</param>
internal sealed record Rule(string Code, string Message, Func<RuleValue, bool> Holds, string Plain)
{
    /// <summary>Kinds the rule holds for; empty for every kind that uses the class.</summary>
    public ImmutableArray<string> Kinds { get; init; } = [];

    /// <summary>Versions the rule holds for; empty for all.</summary>
    public ImmutableArray<string> Versions { get; init; } = [];

    public bool AppliesTo(string kind, string version) =>
        (Kinds.IsEmpty || Kinds.Contains(kind)) && (Versions.IsEmpty || Versions.Contains(version));
}

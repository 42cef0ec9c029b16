using System.Collections.Immutable;

namespace Sluice.Translation.Explaining;

/// <summary>Why a request goes where it goes.</summary>
public sealed record Explanation
{
    /// <summary>What happens in the end, in one sentence.</summary>
    public required string Outcome { get; init; }

    /// <summary>The decisions, in the order in which they are made.</summary>
    public required ImmutableArray<string> Steps { get; init; }

    /// <summary>Objects that might have been meant to take the request but do not, with the reason.</summary>
    public ImmutableArray<string> Hints { get; init; } = [];

    /// <summary>Numbered steps, the outcome, then the hints; one per line.</summary>
    public override string ToString() => string.Join(
        '\n',
        Steps.Select((step, i) => $"{i + 1}. {step}").Append($"=> {Outcome}").Concat(Hints.Select(hint => $"   hint: {hint}")));
}

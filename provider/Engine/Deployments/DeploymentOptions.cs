using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Sluice.Engine.Projects;
using Sluice.Engine.Providers;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>How one run is to go.</summary>
internal sealed record DeploymentOptions
{
    public required StackName Stack { get; init; }

    public required RunMode Mode { get; init; }

    public required int Parallel { get; init; }

    public IReadOnlyDictionary<string, ConfigValue> Config { get; init; } = new Dictionary<string, ConfigValue>();

    /// <summary>URN patterns; empty means every resource.</summary>
    public ImmutableArray<string> Targets { get; init; } = [];

    /// <summary>URN patterns of resources to replace.</summary>
    public ImmutableArray<string> Replace { get; init; } = [];

    public bool IgnoreProtect { get; init; }

    /// <summary>Randomness of generated names: the same in the preview and the apply that follows, so that the names shown are the names made.</summary>
    public required ImmutableArray<byte> Seed { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public bool IsTarget(Urn urn) => Targets.IsEmpty || Matches(Targets, urn);

    public bool IsReplaceTarget(Urn urn) => Matches(Replace, urn);

    private static bool Matches(ImmutableArray<string> patterns, Urn urn) => patterns.Any(p => Matches(p, urn.Value));

    /// <summary><c>**</c> stands for anything, <c>*</c> for anything without a colon.</summary>
    private static bool Matches(string pattern, string urn) =>
        pattern == urn
        || (pattern.Contains('*', StringComparison.Ordinal)
            && Regex.IsMatch(urn, "^" + Regex.Escape(pattern).Replace("\\*\\*", ".*", StringComparison.Ordinal).Replace("\\*", "[^:]*", StringComparison.Ordinal) + "$", RegexOptions.CultureInvariant));
}

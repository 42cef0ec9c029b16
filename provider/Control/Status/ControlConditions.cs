using System.Collections.Immutable;
using Sluice.Translation;

namespace Sluice.Control.Status;

/// <summary>What control says about itself, on the GatewayClasses, because no other object is to blame.</summary>
internal static class ControlConditions
{
    public const string Stale = "sluice.dev/ConfigurationStale";

    /// <summary>Condition types on a GatewayClass that are ours.</summary>
    public static readonly ImmutableArray<string> OfClasses = [.. PlannedGatewayClass.OwnedConditions, Stale];

    /// <summary>True while translation fails: proxies serve what was translated last.</summary>
    public static PlannedCondition StaleCondition(string problem) =>
        new(Stale, "True", "TranslationFailed", $"Changes are not taken over, proxies go on with the last good configuration: {problem} Undo the last change and report this as a bug.");
}

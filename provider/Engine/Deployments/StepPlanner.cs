using System.Collections.Immutable;
using Sluice.Engine.Events;
using Sluice.Engine.Providers;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>Everything that decides what is done to a custom resource.</summary>
internal sealed record PlanInput
{
    /// <summary>The state it has now; null for a new resource.</summary>
    public required ResourceState? Old { get; init; }

    public required ResourceGoal Goal { get; init; }

    /// <summary>What the provider found; null when it was not asked.</summary>
    public DiffResult? Diff { get; init; }

    /// <summary>Asked for by the user, by another resource's replacement, or by a provider that is another now.</summary>
    public bool MustReplace { get; init; }
}

/// <param name="Op"><see cref="StepOp.Same"/>, <see cref="StepOp.Create"/>, <see cref="StepOp.Update"/>, <see cref="StepOp.Replace"/> or <see cref="StepOp.CreateReplacement"/>.</param>
/// <param name="Differences">What differs, with what forces a replacement marked.</param>
/// <param name="DeleteFirst">Whether a replacement deletes before it creates.</param>
internal sealed record StepPlan(StepOp Op, ImmutableArray<PropertyDifference> Differences, bool DeleteFirst = false);

/// <summary>Decides the step of a custom resource from what is known about it; no I/O.</summary>
internal static class StepPlanner
{
    public static StepPlan Decide(PlanInput input)
    {
        if (input.Old is not { } old || old.External)
        {
            return new StepPlan(StepOp.Create, []);
        }

        if (old.PendingReplacement)
        {
            // Its deletion happened; only the second half of the replacement is left.
            return new StepPlan(StepOp.CreateReplacement, []);
        }

        var differences = (input.Diff?.Differences ?? []).Select(d => ForcesReplacement(input.Goal, d) ? d.AsReplace() : d).ToImmutableArray();
        var triggered = input.Goal.ReplacementTrigger is { } trigger && old.ReplacementTrigger is { } before && !trigger.Revealed.Equals(before.Revealed);
        if (input.MustReplace || old.Taint || triggered || differences.Any(static d => d.Replaces))
        {
            return new StepPlan(StepOp.Replace, differences, input.Goal.DeleteBeforeReplace ?? input.Diff?.DeleteBeforeReplace ?? false);
        }

        // A resource that never became ready is worked on again, whether or not its inputs changed.
        return new StepPlan(differences.IsEmpty && old.InitErrors.IsEmpty ? StepOp.Same : StepOp.Update, differences);
    }

    /// <summary>Makes the ignored paths of the new inputs agree with the old ones.</summary>
    /// <param name="goal">The goal, with the paths to ignore.</param>
    /// <param name="olds">The inputs accepted last time.</param>
    /// <param name="unreachable">Takes the paths that name something added or removed.</param>
    public static PropertyMap IgnoreChanges(ResourceGoal goal, PropertyMap olds, Action<string> unreachable)
    {
        PropertyValue inputs = goal.Inputs;
        foreach (var text in goal.IgnoreChanges)
        {
            if (text == PropertyPath.Wildcard)
            {
                return olds;
            }

            if (PropertyPath.Parse(text)?.Reset(olds, inputs) is { } changed)
            {
                inputs = changed;
            }
            else
            {
                unreachable(text);
            }
        }

        return inputs.AsMap!;
    }

    private static bool ForcesReplacement(ResourceGoal goal, PropertyDifference difference) =>
        goal.ReplaceOnChanges.Any(text => text == PropertyPath.Wildcard || (PropertyPath.Parse(text) is { } path && (path.Contains(difference.Path) || difference.Path.Contains(path))));
}

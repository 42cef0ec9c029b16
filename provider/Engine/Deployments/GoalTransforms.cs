using System.Collections.Concurrent;
using System.Collections.Immutable;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>Runs a registration through the program's transforms: its own, then those of each ancestor outward, then those of the stack.</summary>
internal sealed class GoalTransforms(DeploymentContext context)
{
    private readonly ConcurrentDictionary<Urn, ImmutableArray<IGoalTransform>> _constructed = new();
    private ImmutableArray<IGoalTransform> _ofStack = [];

    /// <summary>Adds a transform that every later registration goes through.</summary>
    public void AddForStack(IGoalTransform transform) => ImmutableInterlocked.Update(ref _ofStack, static (all, added) => all.Add(added), transform);

    /// <summary>Keeps a remote component's transforms for the registration that its provider makes of it, which is the one its children see.</summary>
    public void KeepForProvider(Urn urn, ResourceGoal goal) => _constructed[urn] = goal.Transforms;

    public async Task<ResourceGoal> ApplyAsync(Urn urn, ResourceGoal goal, Registration? parent)
    {
        if (goal.Transforms.IsEmpty && _constructed.TryGetValue(urn, out var kept))
        {
            goal = goal with { Transforms = kept };
        }

        ImmutableArray<IGoalTransform> transforms = [.. goal.Transforms, .. Ancestors(parent).SelectMany(static a => a.Goal.Transforms), .. _ofStack];
        if (transforms.IsEmpty)
        {
            return goal;
        }

        // A transform sees the provider that the resource would get.
        goal = goal with { Provider = GoalInheritance.ProviderOf(goal, parent?.Goal), Inputs = OutputValues.Upgrade(goal.Inputs, goal.PropertyDependencies) };
        foreach (var transform in transforms)
        {
            goal = await transform.ApplyAsync(urn, goal, context.Abort);
        }

        var byProperty = goal.Inputs.ToImmutableSortedDictionary(static i => i.Key, static i => OutputValues.DependenciesOf(i.Value), StringComparer.Ordinal);
        return goal with
        {
            Inputs = OutputValues.Downgrade(goal.Inputs, keepDependent: goal.Remote),
            PropertyDependencies = byProperty,
            Dependencies = [.. goal.Dependencies.Union(byProperty.Values.SelectMany(static d => d))],
        };
    }

    private IEnumerable<Registration> Ancestors(Registration? parent)
    {
        for (var current = parent; current is not null; current = current.Goal.Parent is { } next ? context.Registrations.GetValueOrDefault(next) : null)
        {
            yield return current;
        }
    }
}

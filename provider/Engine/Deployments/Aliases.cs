using System.Collections.Immutable;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>The URNs under which a resource may stand in the old state: its own aliases, and those that follow from its parent's.</summary>
internal static class Aliases
{
    public static ImmutableArray<Urn> Expand(StackName stack, ResourceGoal goal, IReadOnlyCollection<Urn> parentAliases)
    {
        var found = ImmutableArray.CreateBuilder<Urn>();
        foreach (var alias in goal.Aliases)
        {
            found.Add(Resolve(stack, goal, alias));
            foreach (var parent in parentAliases.Where(_ => alias.Urn is null && alias.Parent is null && !alias.NoParent))
            {
                found.Add(Resolve(stack, goal, alias with { Name = InheritedName(goal, alias.Name ?? goal.Name, parent), Parent = parent }));
            }
        }

        foreach (var parent in parentAliases)
        {
            found.Add(Resolve(stack, goal, new AliasSpec { Name = InheritedName(goal, goal.Name, parent), Parent = parent }));
        }

        return [.. found.Distinct()];
    }

    private static Urn Resolve(StackName stack, ResourceGoal goal, AliasSpec alias)
    {
        if (alias.Urn is { } urn)
        {
            return urn;
        }

        var parent = alias.NoParent ? null : alias.Parent ?? goal.Parent;
        return Urn.Create(alias.Stack ?? stack.Stack, alias.Project ?? stack.Project, parent, alias.Type ?? goal.Type, alias.Name ?? goal.Name);
    }

    /// <summary>Children are commonly named after their parent: a renamed parent then stands for renamed children.</summary>
    private static string InheritedName(ResourceGoal goal, string name, Urn parentAlias) =>
        goal.Parent is { } parent && name.StartsWith(parent.Name, StringComparison.Ordinal) ? parentAlias.Name + name[parent.Name.Length..] : name;
}

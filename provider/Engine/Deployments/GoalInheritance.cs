using System.Collections.Immutable;
using Sluice.Engine.State;

namespace Sluice.Engine.Deployments;

/// <summary>What a child takes over from its parent where it says nothing itself.</summary>
internal static class GoalInheritance
{
    public static ResourceGoal Apply(ResourceGoal goal, ResourceGoal? parent)
    {
        if (parent is null)
        {
            return goal;
        }

        return goal with
        {
            Protect = goal.Protect ?? parent.Protect,
            RetainOnDelete = goal.RetainOnDelete ?? parent.RetainOnDelete,
            DeletedWith = goal.DeletedWith ?? parent.DeletedWith,
            Providers = ProvidersOf(goal, parent),
            Provider = goal.Custom ? ProviderOf(goal, parent) : goal.Provider,
        };
    }

    /// <summary>The reference of a resource's provider, its own or the one it gets from its parent; empty for the package's default.</summary>
    public static string ProviderOf(ResourceGoal goal, ResourceGoal? parent) =>
        goal.Provider.Length == 0 && (goal.Custom || goal.Remote) && !goal.IsProvider ? ProvidersOf(goal, parent).GetValueOrDefault(goal.Package, "") : goal.Provider;

    private static ImmutableSortedDictionary<string, string> ProvidersOf(ResourceGoal goal, ResourceGoal? parent)
    {
        if (parent is null)
        {
            return goal.Providers;
        }

        var providers = parent.Providers.SetItems(goal.Providers);
        if (parent.Provider.Length > 0 && ProviderReference.TryParse(parent.Provider, out var reference))
        {
            var package = reference.Urn.Type[ResourceState.ProviderTypePrefix.Length..];
            providers = providers.ContainsKey(package) ? providers : providers.SetItem(package, parent.Provider);
        }

        return providers;
    }
}

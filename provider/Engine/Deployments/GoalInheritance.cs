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

        var providers = parent.Providers.SetItems(goal.Providers);
        if (parent.Provider.Length > 0 && ProviderReference.TryParse(parent.Provider, out var reference))
        {
            var package = reference.Urn.Type[ResourceState.ProviderTypePrefix.Length..];
            providers = providers.ContainsKey(package) ? providers : providers.SetItem(package, parent.Provider);
        }

        var takesProvider = goal.Provider.Length == 0 && goal.Custom && !goal.IsProvider;
        return goal with
        {
            Protect = goal.Protect ?? parent.Protect,
            RetainOnDelete = goal.RetainOnDelete ?? parent.RetainOnDelete,
            DeletedWith = goal.DeletedWith ?? parent.DeletedWith,
            Providers = providers,
            Provider = takesProvider && providers.TryGetValue(goal.Package, out var inherited) ? inherited : goal.Provider,
        };
    }
}

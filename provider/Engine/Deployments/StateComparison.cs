using Sluice.Engine.State;

namespace Sluice.Engine.Deployments;

/// <summary>Whether two states of a resource say the same, times aside; equal ones need no write.</summary>
internal static class StateComparison
{
    public static bool IsSame(ResourceState? old, ResourceState now) =>
        old is not null
        && old.Urn == now.Urn
        && old.Custom == now.Custom
        && old.Id == now.Id
        && old.Parent == now.Parent
        && old.Protect == now.Protect
        && old.External == now.External
        && old.Delete == now.Delete
        && old.RetainOnDelete == now.RetainOnDelete
        && old.PendingReplacement == now.PendingReplacement
        && old.Provider == now.Provider
        && old.DeletedWith == now.DeletedWith
        && old.Timeouts == now.Timeouts
        && old.ImportId == now.ImportId
        && Equals(old.ReplacementTrigger, now.ReplacementTrigger)
        && old.Inputs.Equals(now.Inputs)
        && old.Outputs.Equals(now.Outputs)
        && old.Dependencies.Order().SequenceEqual(now.Dependencies.Order())
        && old.PropertyDependencies.Keys.SequenceEqual(now.PropertyDependencies.Keys)
        && old.PropertyDependencies.All(p => p.Value.Order().SequenceEqual(now.PropertyDependencies[p.Key].Order()))
        && old.InitErrors.SequenceEqual(now.InitErrors)
        && old.AdditionalSecretOutputs.SequenceEqual(now.AdditionalSecretOutputs)
        && old.Aliases.SequenceEqual(now.Aliases)
        && old.ReplaceWith.SequenceEqual(now.ReplaceWith)
        && old.IgnoreChanges.SequenceEqual(now.IgnoreChanges)
        && old.ReplaceOnChanges.SequenceEqual(now.ReplaceOnChanges)
        && old.Hooks.Keys.SequenceEqual(now.Hooks.Keys)
        && old.Hooks.All(p => p.Value.SequenceEqual(now.Hooks[p.Key]));
}

using System.Collections.Immutable;
using Pulumirpc;
using Sluice.Engine.Deployments;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Monitor;

/// <summary>
/// A goal's options as transforms see and change them. Options that the engine has no use for (plugin download, hidden
/// differences) are not shown, and have no effect when they are set.
/// </summary>
internal static class TransformOptions
{
    public static TransformResourceOptions Write(ResourceGoal goal)
    {
        var options = new TransformResourceOptions
        {
            DependsOn = { goal.Dependencies.Select(static u => u.Value) },
            IgnoreChanges = { goal.IgnoreChanges },
            ReplaceOnChanges = { goal.ReplaceOnChanges },
            Version = goal.Version,
            Aliases = { goal.Aliases.Select(WriteAlias) },
            Provider = goal.Provider,
            Providers = { goal.Providers },
            DeletedWith = goal.DeletedWith?.Value ?? "",
            AdditionalSecretOutputs = { goal.AdditionalSecretOutputs },
            Import = goal.ImportId,
            ReplaceWith = { goal.ReplaceWith.Select(static u => u.Value) },
            ReplacementTrigger = goal.ReplacementTrigger is { } trigger ? WireValues.Write(trigger, WireOptions.Everything) : null,
        };
        if (!goal.Hooks.IsEmpty)
        {
            options.Hooks = WriteHooks(goal.Hooks);
        }

        if (goal.Protect is { } protect)
        {
            options.Protect = protect;
        }

        if (goal.RetainOnDelete is { } retain)
        {
            options.RetainOnDelete = retain;
        }

        if (goal.DeleteBeforeReplace is { } deleteFirst)
        {
            options.DeleteBeforeReplace = deleteFirst;
        }

        if (goal.Timeouts != CustomTimeouts.None)
        {
            options.CustomTimeouts = new RegisterResourceRequest.Types.CustomTimeouts
            {
                Create = GoDuration.Text(goal.Timeouts.Create),
                Update = GoDuration.Text(goal.Timeouts.Update),
                Delete = GoDuration.Text(goal.Timeouts.Delete),
                Read = GoDuration.Text(goal.Timeouts.Read),
            };
        }

        return options;
    }

    /// <summary>The goal with all its options replaced: what a transform leaves out is unset.</summary>
    public static ResourceGoal Apply(ResourceGoal goal, TransformResourceOptions options) => goal with
    {
        Dependencies = GoalReader.Urns(options.DependsOn),
        Protect = options.HasProtect ? options.Protect : null,
        IgnoreChanges = [.. options.IgnoreChanges],
        ReplaceOnChanges = [.. options.ReplaceOnChanges],
        Version = options.Version,
        Aliases = [.. options.Aliases.Select(GoalReader.ReadAlias)],
        Provider = options.Provider,
        Providers = ResourceGoal.NoProviders.SetItems(options.Providers),
        Timeouts = GoalReader.ReadTimeouts(options.CustomTimeouts),
        RetainOnDelete = options.HasRetainOnDelete ? options.RetainOnDelete : null,
        DeletedWith = Urn.Optional(options.DeletedWith),
        DeleteBeforeReplace = options.HasDeleteBeforeReplace ? options.DeleteBeforeReplace : null,
        AdditionalSecretOutputs = [.. options.AdditionalSecretOutputs],
        ImportId = options.Import,
        ReplaceWith = GoalReader.Urns(options.ReplaceWith),
        ReplacementTrigger = options.ReplacementTrigger is { } trigger ? WireValues.Read(trigger) : null,
        Hooks = GoalReader.ReadHooks(options.Hooks),
    };

    private static RegisterResourceRequest.Types.ResourceHooksBinding WriteHooks(ImmutableSortedDictionary<string, ImmutableArray<string>> hooks) => new()
    {
        BeforeCreate = { hooks.GetValueOrDefault(HookPoint.BeforeCreate, []) },
        AfterCreate = { hooks.GetValueOrDefault(HookPoint.AfterCreate, []) },
        BeforeUpdate = { hooks.GetValueOrDefault(HookPoint.BeforeUpdate, []) },
        AfterUpdate = { hooks.GetValueOrDefault(HookPoint.AfterUpdate, []) },
        BeforeDelete = { hooks.GetValueOrDefault(HookPoint.BeforeDelete, []) },
        AfterDelete = { hooks.GetValueOrDefault(HookPoint.AfterDelete, []) },
        OnError = { hooks.GetValueOrDefault(HookPoint.OnError, []) },
    };

    public static Alias WriteAlias(AliasSpec alias)
    {
        if (alias.Urn is { } urn)
        {
            return new Alias { Urn = urn.Value };
        }

        var spec = new Alias.Types.Spec { Name = alias.Name ?? "", Type = alias.Type ?? "", Stack = alias.Stack ?? "", Project = alias.Project ?? "" };
        if (alias.NoParent)
        {
            spec.NoParent = true;
        }
        else if (alias.Parent is { } parent)
        {
            spec.ParentUrn = parent.Value;
        }

        return new Alias { Spec = spec };
    }
}

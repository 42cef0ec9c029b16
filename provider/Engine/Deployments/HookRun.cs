using System.Collections.Immutable;
using Sluice.Engine.State;

namespace Sluice.Engine.Deployments;

/// <summary>The hooks around one operation, and what they are told.</summary>
/// <param name="Names">The resource's hooks.</param>
/// <param name="Call">What is known before the operation.</param>
/// <param name="Before">The point before it.</param>
/// <param name="After">The point after it.</param>
/// <param name="Operation">Its name for error hooks.</param>
internal sealed record HookRun(ImmutableSortedDictionary<string, ImmutableArray<string>> Names, HookCall Call, string Before, string After, string Operation)
{
    public static HookRun Create(ResourceState goal) =>
        new(goal.Hooks, new HookCall(goal.Urn, goal.Id) { NewInputs = goal.Inputs }, HookPoint.BeforeCreate, HookPoint.AfterCreate, "create");

    public static HookRun Update(ResourceState goal, ResourceState old) => new(
        goal.Hooks,
        new HookCall(goal.Urn, old.Id) { NewInputs = goal.Inputs, OldInputs = old.Inputs, OldOutputs = old.Outputs },
        HookPoint.BeforeUpdate,
        HookPoint.AfterUpdate,
        "update");

    public static HookRun Delete(ResourceState old) =>
        new(old.Hooks, new HookCall(old.Urn, old.Id) { OldInputs = old.Inputs, OldOutputs = old.Outputs }, HookPoint.BeforeDelete, HookPoint.AfterDelete, "delete");

    /// <summary>What is known after the operation.</summary>
    public HookCall Done(ResourceState made) => Before == HookPoint.BeforeDelete ? Call : Call with { Id = made.Id, NewOutputs = made.Outputs };
}

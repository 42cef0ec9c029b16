using Sluice.Engine.Events;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>Deletes resources, each after everything that depends on it, as parallel as that allows.</summary>
internal sealed class Deletions(DeploymentContext context)
{
    /// <summary>Deletes what the program of this run did not register, and the old halves of replacements.</summary>
    public Task<bool> DeleteUnregisteredAsync()
    {
        var kept = context.Registrations.Values.Select(static r => r.State).OfType<ResourceState>().ToHashSet(ReferenceEqualityComparer.Instance);
        var candidates = context.Snapshot.Current.Resources.Where(r => !kept.Contains(r) && (r.Delete || !context.Registrations.ContainsKey(r.Urn)));
        return DeleteAsync([.. candidates.Where(r => r.Delete || context.Options.IsTarget(r.Urn))]);
    }

    /// <summary>Deletes everything, or the targets.</summary>
    public async Task<bool> DeleteAllAsync()
    {
        var all = context.Snapshot.Current.Resources;
        var doomed = all.Where(r => context.Options.Targets.IsEmpty || context.Options.IsTarget(r.Urn)).ToList();
        var hooked = doomed.Where(static r => r.Hooks.ContainsKey(HookPoint.BeforeDelete) || r.Hooks.ContainsKey(HookPoint.AfterDelete)).ToList();
        foreach (var resource in hooked)
        {
            // Hooks are functions of the program, which does not run here; to go without them is not ours to decide.
            context.Runner.Report(
                Severity.Error,
                resource.Urn,
                "The resource has hooks for its deletion, which only the running program can serve. Take the resource out of the program, but not the hooks, and run `sluice up`; or take out its hooks, run `sluice up` and destroy again.");
        }

        if (hooked.Count > 0)
        {
            return false;
        }

        if (context.Options.Targets.IsEmpty)
        {
            return await DeleteAsync(doomed);
        }

        foreach (var child in all.Where(r => r.Parent is { } p && doomed.Any(d => d.Urn == p) && !context.Options.IsTarget(r.Urn)))
        {
            context.Runner.Report(Severity.Error, child.Parent, $"Cannot delete parent resource '{child.Parent}' without also deleting child '{child.Urn}'.");
            return false;
        }

        return await DeleteAsync(doomed);
    }

    private async Task<bool> DeleteAsync(IReadOnlyList<ResourceState> doomed)
    {
        var protectedOnes = doomed.Where(r => r.Protect && !r.Delete && !context.Options.IgnoreProtect).ToList();
        if (protectedOnes.Count > 0)
        {
            foreach (var resource in protectedOnes)
            {
                context.Runner.Fail(StepOf(resource), [Protection.Message(resource.Urn)]);
            }

            return false;
        }

        var order = Order(doomed);
        var urns = doomed.Select(static r => r.Urn).ToHashSet();
        var graph = new DependencyGraph(doomed);
        var running = new Dictionary<ResourceState, Task<bool>>(ReferenceEqualityComparer.Instance);
        foreach (var resource in order)
        {
            // Dependents stand before in this order, so that their tasks exist already.
            var dependents = graph.DependentsOf(resource.Urn).Where(d => !ReferenceEquals(d, resource)).Select(running.GetValueOrDefault).OfType<Task<bool>>().ToList();
            running[resource] = DeleteAfterAsync(dependents, resource, urns);
        }

        var results = await Task.WhenAll(running.Values);
        return results.All(static ok => ok);
    }

    /// <summary>The reverse of the state's order: in it, everything stands after what it depends on.</summary>
    private static IEnumerable<ResourceState> Order(IReadOnlyList<ResourceState> doomed) => doomed.Reverse();

    private async Task<bool> DeleteAfterAsync(List<Task<bool>> dependents, ResourceState resource, HashSet<Urn> doomed)
    {
        var gone = await Task.WhenAll(dependents);
        if (gone.Contains(false) || context.Cancellation.IsCancellationRequested)
        {
            // What still depends on it is there: deleting it would break that, and the state with it.
            return false;
        }

        try
        {
            await DeleteOneAsync(resource, doomed);
            return true;
        }
        catch (StepFailedException)
        {
            context.NoteFailedDeletion();
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task DeleteOneAsync(ResourceState resource, HashSet<Urn> doomed)
    {
        var step = StepOf(resource);
        var leavesItself = resource.RetainOnDelete || (resource.DeletedWith is { } with && doomed.Contains(with));
        if (resource.External || resource.PendingReplacement)
        {
            await context.Runner.SettleAsync(step, resource, null);
            return;
        }

        if (!resource.Custom || resource.IsProvider || leavesItself)
        {
            await context.Runner.ForgetAsync(step, resource, context.Cancellation);
            return;
        }

        var provider = await context.Providers.GetAsync(resource.Provider)
            ?? throw context.Runner.Fail(step, [$"The provider '{resource.Provider}' is not configured, so that the resource cannot be deleted."]);
        await context.Runner.InSlotAsync(
            async () =>
            {
                await context.Runner.DeleteAsync(step, resource, null, provider, context.Cancellation);
                return true;
            },
            context.Cancellation);
    }

    private static Step StepOf(ResourceState resource)
    {
        var op = resource switch
        {
            { PendingReplacement: true } => StepOp.RemovePendingReplace,
            { External: true, Delete: true } => StepOp.DiscardReplaced,
            { External: true } => StepOp.Discard,
            { Delete: true } => StepOp.DeleteReplaced,
            _ => StepOp.Delete,
        };
        return new Step(op, resource.Urn) { Parent = resource.Parent, Custom = resource.Custom, Id = resource.Id, Provider = resource.Provider, OldInputs = resource.Inputs };
    }
}

using Sluice.Engine.Events;
using Sluice.Engine.Providers;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>Before a resource is deleted to be made anew, those that cannot live through it are deleted too; the program makes them again.</summary>
internal sealed class Replacements(DeploymentContext context)
{
    public async Task DeleteDependentsAsync(ResourceState replaced)
    {
        var graph = new DependencyGraph(context.Snapshot.Start.Resources);
        var doomed = new List<ResourceState>();
        var gone = new HashSet<Urn> { replaced.Urn };
        foreach (var dependent in graph.AllDependentsOf(replaced.Urn).Where(r => r is { Custom: true, IsProvider: false, Delete: false, External: false, PendingReplacement: false }))
        {
            if (!context.Registrations.ContainsKey(dependent.Urn) && await IsReplacedByAsync(dependent, gone))
            {
                doomed.Add(dependent);
                gone.Add(dependent.Urn);
            }
        }

        foreach (var dependent in Enumerable.Reverse(doomed))
        {
            var step = new Step(StepOp.DeleteReplaced, dependent.Urn) { Parent = dependent.Parent, Id = dependent.Id, OldInputs = dependent.Inputs, Provider = dependent.Provider };
            if (dependent.Protect && !context.Options.IgnoreProtect)
            {
                throw context.Runner.Fail(step, [Protection.Message(dependent.Urn)]);
            }

            var after = dependent.Changed(new ResourceChanges { PendingReplacement = true });
            var provider = await context.Providers.GetAsync(dependent.Provider);
            await context.Runner.DeleteAsync(step, dependent, after, provider, context.Abort);
            context.Displaced[dependent.Urn] = after;
            context.MarkReplaced(dependent.Urn);
        }
    }

    /// <summary>Asks the provider what it would do if the properties fed by the doomed resources came out different.</summary>
    private async Task<bool> IsReplacedByAsync(ResourceState dependent, HashSet<Urn> gone)
    {
        var fed = dependent.PropertyDependencies.Where(p => p.Value.Any(gone.Contains)).Select(static p => p.Key).ToHashSet(StringComparer.Ordinal);
        if (fed.Count == 0 || await context.Providers.GetAsync(dependent.Provider) is not { } provider)
        {
            return false;
        }

        var news = dependent.Inputs.Select((name, value) => fed.Contains(name) ? WithUnknownLeaves(value) : value);
        var diff = await provider.DiffAsync(new DiffRequest(dependent.Urn, dependent.Id, dependent.Inputs, dependent.Outputs, news, dependent.IgnoreChanges), context.Abort);
        return diff.Replaces;
    }

    /// <summary>
    /// A top-level property is one dependency list, but only some of its leaves come from elsewhere. Those that name things by the
    /// replaced resource's id are what may change; treating the whole object as unknown would replace far too much.
    /// </summary>
    private static PropertyValue WithUnknownLeaves(PropertyValue value) => value is PropertyValue.Map or PropertyValue.List ? value : PropertyValue.UnknownValue;
}

using Sluice.Engine.Events;
using Sluice.Engine.Providers;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>
/// Clears up what a run that was killed left in doubt. An update or delete is simply due again. A creation may have happened without
/// the state knowing: the resource is looked up under the id it would have, and taken over if it is there and ours.
/// </summary>
internal sealed class CrashRecovery(ProviderRegistry providers, IEventSink events)
{
    public async Task<Checkpoint> RecoverAsync(Checkpoint checkpoint, CancellationToken cancellation)
    {
        if (checkpoint.PendingOperations.IsEmpty)
        {
            return checkpoint;
        }

        foreach (var provider in checkpoint.Resources.Where(static r => r.IsProvider))
        {
            providers.AddMissing(provider);
        }

        events.Publish(new EngineEvent.Diagnostic(
            Severity.Warning,
            null,
            $"The last run of this stack was interrupted while it worked on {checkpoint.PendingOperations.Length} resource(s); looking up what became of them: {string.Join(", ", checkpoint.PendingOperations.Select(static p => $"{p.Resource.Urn.Name} ({p.Kind})"))}."));
        foreach (var pending in checkpoint.PendingOperations.Where(static p => p.Kind == PendingOperation.Creating))
        {
            checkpoint = await AdoptAsync(checkpoint, pending.Resource, cancellation);
        }

        return checkpoint with { PendingOperations = [] };
    }

    private async Task<Checkpoint> AdoptAsync(Checkpoint checkpoint, ResourceState pending, CancellationToken cancellation)
    {
        if (!pending.Custom || pending.IsProvider || await ProviderAsync(pending) is not { } provider || provider.IdOf(pending.Urn, pending.Inputs) is not { } id)
        {
            return checkpoint;
        }

        var live = checkpoint.Resources.FirstOrDefault(r => r.Urn == pending.Urn && !r.Delete);
        if (live?.Id == id && !live.PendingReplacement)
        {
            return checkpoint;
        }

        var context = new OperationContext(pending.Urn, RunMode.Apply, TimeSpan.Zero, static _ => { });
        var found = await provider.ReadAsync(new ReadRequest(context, id, pending.Inputs, PropertyMap.Empty), cancellation);
        if (!found.Exists || !provider.IsOurs(found))
        {
            return checkpoint;
        }

        // Not ready for all we know: the next update waits for it.
        var adopted = pending.Changed(new ResourceChanges
        {
            Id = found.Id,
            Outputs = found.Outputs,
            InitErrors = ["The run that created this resource was interrupted before it was known to be ready."],
        });
        var others = checkpoint.Resources.Where(r => !(ReferenceEquals(r, live) && r.PendingReplacement)).Select(r => ReferenceEquals(r, live) ? r.Changed(new ResourceChanges { Delete = true }) : r);
        return checkpoint with { Resources = TopologicalOrder.Sort([.. others, adopted]) };
    }

    private async Task<IResourceProvider?> ProviderAsync(ResourceState resource)
    {
        try
        {
            return await providers.GetAsync(resource.Provider);
        }
        catch (EngineException)
        {
            // The provider itself was not settled either, so that nothing can have been created through it.
            return null;
        }
    }
}

using Sluice.Engine.Events;
using Sluice.Engine.Providers;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>Brings the state in line with what is really there, without running the program.</summary>
internal sealed class Refreshing(DeploymentContext context)
{
    public async Task<bool> RunAsync()
    {
        var resources = context.Snapshot.Current.Resources.Where(r => r is { Custom: true, IsProvider: false, PendingReplacement: false } && context.Options.IsTarget(r.Urn));
        var results = await Task.WhenAll(resources.Select(RefreshAsync));
        await context.Snapshot.FlushAsync();
        return results.All(static ok => ok);
    }

    private async Task<bool> RefreshAsync(ResourceState old)
    {
        var step = new Step(StepOp.Refresh, old.Urn) { Parent = old.Parent, Id = old.Id, Provider = old.Provider, OldInputs = old.Inputs };
        try
        {
            if (await context.Providers.GetAsync(old.Provider) is not { } provider)
            {
                return true;
            }

            var started = context.Options.Clock.GetTimestamp();
            context.Runner.Events.Publish(new EngineEvent.StepStarted(step));
            var read = await context.Runner.InSlotAsync(
                () => provider.ReadAsync(new ReadRequest(context.Runner.Context(step, old.Timeouts.Read), old.Id, old.Inputs, old.Outputs), context.Cancellation),
                context.Cancellation);
            var now = read.Exists ? Refreshed(old, read) : null;
            await context.Snapshot.SettleAsync(old, now is not null && StateComparison.IsSame(old, now) ? old : now);
            var differences = now is null ? [] : PropertyDiff.Between(old.Inputs, now.Inputs);
            var op = now is null ? StepOp.Delete : differences.IsEmpty ? StepOp.Same : StepOp.Update;
            context.Runner.Events.Publish(new EngineEvent.StepDone(step with { Op = op, NewInputs = now?.Inputs, Differences = differences }, context.Options.Clock.GetElapsedTime(started)));
            return true;
        }
        catch (ProviderException e)
        {
            context.Runner.Fail(step, [e.Message]);
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static ResourceState Refreshed(ResourceState old, ReadResult read)
    {
        var outputs = old.AdditionalSecretOutputs.Where(read.Outputs.Has).Aggregate(read.Outputs, static (o, name) => o.With(name, PropertyValue.SecretOf(o[name]!)));
        return old.Changed(new ResourceChanges { Id = read.Id, Inputs = old.External ? old.Inputs : read.Inputs, Outputs = outputs, InitErrors = read.InitErrors });
    }
}

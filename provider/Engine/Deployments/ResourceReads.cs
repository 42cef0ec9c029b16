using Sluice.Engine.Events;
using Sluice.Engine.Providers;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>Reads resources that others manage, and answers invokes.</summary>
internal sealed class ResourceReads(DeploymentContext context, ProviderResources providers)
{
    private const string GetResource = "pulumi:pulumi:getResource";

    public async Task<RegistrationResult> ReadAsync(ResourceGoal goal, string id, CancellationToken cancellation)
    {
        var parent = goal.Parent is { } p && context.Registrations.TryGetValue(p, out var found) ? found : null;
        goal = GoalInheritance.Apply(goal, parent?.Goal);
        var urn = Urn.Create(context.Options.Stack.Stack, context.Options.Stack.Project, goal.Parent, goal.Type, goal.Name);
        var registration = new Registration(urn, goal, []);
        var old = context.OldOf(urn);
        if (!context.Registrations.TryAdd(urn, registration))
        {
            throw new EngineException($"Duplicate resource URN '{urn}'; try giving it a unique name");
        }

        var step = new Step(old is { External: false } ? StepOp.ReadReplacement : StepOp.Read, urn) { Parent = goal.Parent, Id = id, NewInputs = goal.Inputs };
        var reference = await providers.ResolveAsync(goal);
        var provider = await context.Providers.GetAsync(reference);
        ReadResult read;
        try
        {
            read = provider is null
                ? new ReadResult(id, goal.Inputs, goal.Inputs, [])
                : await context.Runner.InSlotAsync(() => provider.ReadAsync(new ReadRequest(context.Runner.Context(step, goal.Timeouts.Read), id, null, goal.Inputs), context.Abort), cancellation);
        }
        catch (ProviderException e)
        {
            context.NoteFailure();
            throw new EngineException(e.Message, e);
        }

        if (!read.Exists)
        {
            context.NoteFailure();
            throw new EngineException($"resource '{id}' does not exist");
        }

        var now = new ResourceState
        {
            Urn = urn,
            Custom = true,
            External = true,
            Id = read.Id,
            Inputs = goal.Inputs,
            Outputs = read.Outputs,
            Parent = goal.Parent,
            Provider = reference,
            Dependencies = goal.Dependencies,
        };
        registration.State = StateComparison.IsSame(old, now) ? old! : now;
        if (old is { External: false })
        {
            // From managed to read only: the object stays, the state lets go of it.
            await context.Snapshot.SettleAsync(old, null);
            old = null;
        }

        await context.Runner.SettleAsync(step, old, registration.State);
        return new RegistrationResult(urn, read.Id, registration.State.Outputs, RegistrationOutcome.Success);
    }

    public async Task<InvokeResult> InvokeAsync(string token, PropertyMap args, ResourceGoal options, CancellationToken cancellation)
    {
        if (token == GetResource)
        {
            var urn = new Urn(args.Text("urn") ?? "");
            var state = context.Registrations.TryGetValue(urn, out var known) ? known.State : context.OldOf(urn);
            return state is null
                ? throw new EngineException($"unknown resource {urn}")
                : new InvokeResult(PropertyMap.Of(("urn", urn.Value), ("id", state.Id), ("state", state.Outputs)), []);
        }

        var reference = await providers.ResolveAsync(options with { Type = token, Name = token });
        var provider = await context.Providers.GetAsync(reference) ?? throw new EngineException($"{token}: the provider's configuration is not known yet.");
        return await provider.InvokeAsync(token, args, cancellation);
    }
}

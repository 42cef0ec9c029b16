using Sluice.Engine.Events;
using Sluice.Engine.Providers;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>Registers custom resources: check, diff, decide, run.</summary>
internal sealed class CustomResources(DeploymentContext context, ProviderResources providers)
{
    private StepRunner Runner => context.Runner;

    public async Task<RegistrationResult> RegisterAsync(Registration registration, ResourceState? old)
    {
        var goal = registration.Goal;
        var urn = registration.Urn;
        if (!context.Options.IsTarget(urn))
        {
            return await LeaveOutAsync(registration, old);
        }

        RefuseLeftOutDependencies(registration);
        var reference = await providers.ResolveAsync(goal);
        var provider = await context.Providers.GetAsync(reference);
        if (goal.ImportId.Length > 0 && old?.Id != goal.ImportId)
        {
            old = await ImportAsync(registration, old, reference, provider);
        }

        // Step 1: the inputs, as the provider accepts them.
        var asked = old is { PendingReplacement: false, External: false }
            ? StepPlanner.IgnoreChanges(goal, old.Inputs, path => Runner.Report(Severity.Info, urn, $"cannot ignore changes in added or removed elements of the path: {path}"))
            : goal.Inputs;
        var news = await CheckAsync(registration, provider, old is { PendingReplacement: true } ? null : old?.Inputs, asked);

        // Step 2: what differs.
        var mustReplace = old is not null && (context.Options.IsReplaceTarget(urn) || goal.ReplaceWith.Any(context.WasReplaced) || ProviderReplaces(old.Provider, reference));
        var diff = old is { PendingReplacement: false, External: false } ? await DiffAsync(registration, provider, old, news) : null;
        var plan = StepPlanner.Decide(new PlanInput { Old = old, Goal = goal, Diff = diff, MustReplace = mustReplace });

        // Step 3: do it.
        registration.State = await RunAsync(registration, old, plan, new Prepared(reference, provider, news));
        var state = registration.State;
        return new RegistrationResult(urn, state.Id, state.Outputs, RegistrationOutcome.Success);
    }

    private sealed record Prepared(string Reference, IResourceProvider? Provider, PropertyMap News);

    private async Task<ResourceState> RunAsync(Registration registration, ResourceState? old, StepPlan plan, Prepared prepared)
    {
        var goal = registration.Goal;
        var step = new Step(plan.Op, registration.Urn)
        {
            Parent = goal.Parent,
            Id = old?.Id ?? "",
            Provider = prepared.Reference,
            OldInputs = old?.Inputs,
            NewInputs = prepared.News,
            Differences = plan.Differences,
        };
        var target = Goal(registration, prepared, old);
        switch (plan.Op)
        {
            case StepOp.Same:
                var same = StateComparison.IsSame(old, target) ? old! : target;
                await Runner.SettleAsync(goal.ImportId.Length > 0 && old!.Modified is null ? step with { Op = StepOp.Import } : step, old, same);
                return same;
            case StepOp.Update:
                return await Runner.InSlotAsync(() => Runner.UpdateAsync(step, target, old!, prepared.Provider, context.Abort), context.Abort);
            case StepOp.Replace:
                return await ReplaceAsync(registration, old!, plan, step, prepared);
            default:
                // A resource that was only read, or whose first half of a replacement is done, has an old state to take the place of.
                return await Runner.InSlotAsync(() => Runner.CreateAsync(step, target, old, prepared.Provider, context.Abort), context.Abort);
        }
    }

    private async Task<ResourceState> ReplaceAsync(Registration registration, ResourceState old, StepPlan plan, Step step, Prepared prepared)
    {
        var goal = registration.Goal;
        if (old.Protect && !context.Options.IgnoreProtect)
        {
            throw Runner.Fail(step, [Protection.Message(old.Urn)]);
        }

        if (goal.ImportId.Length > 0)
        {
            const string Refusal = "previously-imported resources that still specify an ID may not be replaced; please remove the `import` declaration from your program";
            throw Runner.Fail(step, [Refusal]);
        }

        context.MarkReplaced(old.Urn);
        ResourceState? before = null;
        if (plan.DeleteFirst)
        {
            await new Replacements(context).DeleteDependentsAsync(old);
            before = old.Changed(new ResourceChanges { PendingReplacement = true });
            await Runner.InSlotAsync(
                async () =>
                {
                    await Runner.DeleteAsync(step with { Op = StepOp.DeleteReplaced }, old, before, old.RetainOnDelete ? null : prepared.Provider, context.Abort);
                    return true;
                },
                context.Abort);
        }

        // The replacement is a new resource: generated names are generated anew.
        var news = await CheckAsync(registration, prepared.Provider, null, goal.Inputs);
        var made = await Runner.InSlotAsync(
            () => Runner.CreateAsync(
                step with { Op = StepOp.CreateReplacement, NewInputs = news },
                Goal(registration, prepared with { News = news }, null),
                before,
                prepared.Provider,
                context.Abort,
                plan.DeleteFirst ? null : old),
            context.Abort);
        Runner.Events.Publish(new EngineEvent.StepDone(step, TimeSpan.Zero));
        return made;
    }

    private async Task<PropertyMap> CheckAsync(Registration registration, IResourceProvider? provider, PropertyMap? olds, PropertyMap news)
    {
        if (provider is null)
        {
            return news;
        }

        var check = await Runner.InSlotAsync(() => provider.CheckAsync(new CheckRequest(registration.Urn, olds, news, context.SeedOf(registration.Urn)), context.Abort), context.Abort);
        foreach (var warning in check.Warnings)
        {
            Runner.Report(Severity.Warning, registration.Urn, warning);
        }

        return check.Failures.IsEmpty
            ? check.Inputs
            : throw Runner.Fail(
                new Step(olds is null ? StepOp.Create : StepOp.Update, registration.Urn) { Parent = registration.Goal.Parent },
                check.Failures.Select(f => CheckFailures.Message(registration.Goal, f, check.Inputs)));
    }

    private async Task<DiffResult> DiffAsync(Registration registration, IResourceProvider? provider, ResourceState old, PropertyMap news)
    {
        if (provider is null)
        {
            return new DiffResult(PropertyDiff.Between(old.Inputs, news));
        }

        try
        {
            return await Runner.InSlotAsync(
                () => provider.DiffAsync(new DiffRequest(registration.Urn, old.Id, old.Inputs, old.Outputs, news, registration.Goal.IgnoreChanges), context.Abort),
                context.Abort);
        }
        catch (ProviderException e)
        {
            throw Runner.Fail(new Step(StepOp.Update, registration.Urn) { Parent = registration.Goal.Parent }, [e.Message]);
        }
    }

    private async Task<ResourceState> ImportAsync(Registration registration, ResourceState? old, string reference, IResourceProvider? provider)
    {
        var goal = registration.Goal;
        var step = new Step(StepOp.Import, registration.Urn) { Parent = goal.Parent, Id = goal.ImportId };
        if (old is not null)
        {
            throw Runner.Fail(step, [$"resource '{registration.Urn}' is already in the stack under the id '{old.Id}' and cannot be imported as '{goal.ImportId}'. Remove the `import` option, or rename the resource."]);
        }

        var found = provider is null
            ? ReadResult.Gone
            : await provider.ReadAsync(new ReadRequest(Runner.Context(step, goal.Timeouts.Read), goal.ImportId, null, PropertyMap.Empty), context.Abort);
        if (!found.Exists)
        {
            throw Runner.Fail(step, [$"resource '{goal.ImportId}' does not exist"]);
        }

        var imported = new ResourceState
        {
            Urn = registration.Urn,
            Custom = true,
            Id = found.Id,
            Inputs = found.Inputs,
            Outputs = found.Outputs,
            Provider = reference,
            Parent = goal.Parent,
            ImportId = goal.ImportId,
            Created = context.Options.Clock.GetUtcNow(),
        };
        await context.Snapshot.SettleAsync(null, imported);
        return imported;
    }

    private static ResourceState Goal(Registration registration, Prepared prepared, ResourceState? old)
    {
        var goal = registration.Goal;
        return new ResourceState
        {
            Urn = registration.Urn,
            Custom = true,
            Id = old?.Id ?? "",
            Inputs = prepared.News,
            Outputs = old?.Outputs ?? PropertyMap.Empty,
            Parent = goal.Parent,
            Protect = goal.Protect ?? false,
            RetainOnDelete = goal.RetainOnDelete ?? false,
            Dependencies = goal.Dependencies,
            PropertyDependencies = goal.PropertyDependencies,
            InitErrors = old?.InitErrors ?? [],
            Provider = prepared.Reference,
            AdditionalSecretOutputs = goal.AdditionalSecretOutputs,
            Aliases = registration.Aliases,
            Timeouts = goal.Timeouts,
            ImportId = goal.ImportId,
            DeletedWith = goal.DeletedWith,
            ReplaceWith = goal.ReplaceWith,
            ReplacementTrigger = goal.ReplacementTrigger,
            Created = old?.Created,
            Modified = old?.Modified,
            IgnoreChanges = goal.IgnoreChanges,
            ReplaceOnChanges = goal.ReplaceOnChanges,
            Hooks = goal.Hooks,
            Extra = old?.Extra,
        };
    }

    /// <summary>Not a target: what is there stays as it is, what is not is not made.</summary>
    private async Task<RegistrationResult> LeaveOutAsync(Registration registration, ResourceState? old)
    {
        if (old is null)
        {
            registration.Skipped = true;
            return new RegistrationResult(registration.Urn, "", PropertyMap.Empty, RegistrationOutcome.Skipped);
        }

        registration.State = old;
        await Runner.SettleAsync(new Step(StepOp.Same, registration.Urn) { Parent = old.Parent, Id = old.Id }, old, old);
        return new RegistrationResult(registration.Urn, old.Id, old.Outputs, RegistrationOutcome.Success);
    }

    private void RefuseLeftOutDependencies(Registration registration)
    {
        foreach (var dependency in registration.Goal.Dependencies)
        {
            if (context.Registrations.TryGetValue(dependency, out var other) && other.Skipped)
            {
                throw new EngineException($"Resource '{registration.Urn}' depends on '{dependency}' which was was not specified in --target list.");
            }
        }
    }

    /// <summary>Whether moving from one provider to another means another cluster, account or the like.</summary>
    private bool ProviderReplaces(string old, string now)
    {
        if (old == now || !ProviderReference.TryParse(old, out var before) || !ProviderReference.TryParse(now, out var after) || (IsDefault(before.Urn) && IsDefault(after.Urn)))
        {
            return false;
        }

        var package = context.Providers.Package(after.Urn.Type[ResourceState.ProviderTypePrefix.Length..], now);
        return context.Providers.ConfigOf(old) is { } oldConfig && context.Providers.ConfigOf(now) is { } newConfig && package.DiffConfig(oldConfig, newConfig).Replaces;
    }

    private static bool IsDefault(Urn provider) => provider.Name == "default" || provider.Name.StartsWith("default_", StringComparison.Ordinal);
}

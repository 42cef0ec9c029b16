using System.Collections.Immutable;
using Sluice.Engine.Events;
using Sluice.Engine.Providers;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>A step did not do what it should; the events say why.</summary>
internal sealed class StepFailedException(Urn urn) : Exception($"{urn} failed")
{
    public Urn Urn => urn;
}

/// <summary>
/// Runs single steps: announces them, notes them as pending, asks the provider, settles the outcome. Whatever happens in between,
/// the state on disk says what is true or what is in doubt.
/// </summary>
internal sealed class StepRunner(DeploymentOptions options, SnapshotKeeper snapshot, IEventSink events) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(Math.Max(1, options.Parallel));
    private int _failedHooks;

    public DeploymentOptions Options => options;

    public ResourceHooks Hooks { get; } = new(options, events);

    /// <summary>Whether a hook failed after its step was done: the step stands, the run fails.</summary>
    public bool HasFailedHooks => Volatile.Read(ref _failedHooks) > 0;

    public IEventSink Events => events;

    public void Report(Severity severity, Urn? urn, string message) => events.Publish(new EngineEvent.Diagnostic(severity, urn, message));

    /// <summary>Runs <paramref name="work"/> when one of the parallel slots is free.</summary>
    public async Task<T> InSlotAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        await _slots.WaitAsync(cancellation);
        try
        {
            return await work();
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <param name="step">The step.</param>
    /// <param name="goal">What is to be made.</param>
    /// <param name="old">The state whose place the new one takes, if any.</param>
    /// <param name="provider">Who makes it; null for what is only noted.</param>
    /// <param name="cancellation">Ends the wait for the provider.</param>
    /// <param name="replaced">A state that is deleted afterwards. It is marked for that before the new one is settled: a file never has two that live.</param>
    public async Task<ResourceState> CreateAsync(
        Step step, ResourceState goal, ResourceState? old, IResourceProvider? provider, CancellationToken cancellation, ResourceState? replaced = null)
    {
        var pending = new PendingOperation(goal, PendingOperation.Creating);
        var hooks = HookRun.Create(goal);
        return await RunAsync(step, pending, hooks, async () =>
        {
            var result = provider is null
                ? new CreateResult("", goal.Inputs, [])
                : await provider.CreateAsync(new CreateRequest(Context(step, goal.Timeouts.Create), goal.Inputs), cancellation);
            var now = options.Clock.GetUtcNow();
            var made = Completed(goal, result.Id, result.Outputs, result.InitErrors, now, now);
            if (replaced is not null)
            {
                await snapshot.SettleAsync(replaced, replaced.Changed(new ResourceChanges { Delete = true, Urn = goal.Urn }));
            }

            await snapshot.SettleAsync(old, made, pending);
            return (made, result.InitErrors);
        }, cancellation);
    }

    public async Task<ResourceState> UpdateAsync(Step step, ResourceState goal, ResourceState old, IResourceProvider? provider, CancellationToken cancellation)
    {
        var pending = new PendingOperation(goal, PendingOperation.Updating);
        var hooks = HookRun.Update(goal, old);
        return await RunAsync(step, pending, hooks, async () =>
        {
            var result = provider is null
                ? new UpdateResult(goal.Inputs, [])
                : await provider.UpdateAsync(new UpdateRequest(Context(step, goal.Timeouts.Update), old.Id, old.Inputs, old.Outputs, goal.Inputs, goal.IgnoreChanges), cancellation);
            var made = Completed(goal, old.Id, result.Outputs, result.InitErrors, old.Created, options.Clock.GetUtcNow());
            await snapshot.SettleAsync(old, made, pending);
            return (made, result.InitErrors);
        }, cancellation);
    }

    /// <summary>Deletes a resource and settles <paramref name="after"/> in its place, if anything.</summary>
    public async Task DeleteAsync(Step step, ResourceState old, ResourceState? after, IResourceProvider? provider, CancellationToken cancellation)
    {
        var pending = new PendingOperation(old, PendingOperation.Deleting);
        await RunAsync(step, pending, HookRun.Delete(old), async () =>
        {
            if (provider is not null && options.Mode == RunMode.Apply)
            {
                await provider.DeleteAsync(new DeleteRequest(Context(step, old.Timeouts.Delete), old.Id, old.Inputs, old.Outputs), cancellation);
            }

            await snapshot.SettleAsync(old, after, pending);
            return (old, []);
        }, cancellation);
    }

    /// <summary>A step that asks no provider: the new state takes the old one's place.</summary>
    public async Task SettleAsync(Step step, ResourceState? old, ResourceState? now)
    {
        events.Publish(new EngineEvent.StepStarted(step));
        await snapshot.SettleAsync(old, now);
        events.Publish(new EngineEvent.StepDone(step, TimeSpan.Zero));
    }

    /// <summary>Settles the deletion of a resource that no provider is asked to delete.</summary>
    public async Task ForgetAsync(Step step, ResourceState old, CancellationToken cancellation)
    {
        var hooks = HookRun.Delete(old);
        await BeforeAsync(step, hooks, cancellation);
        await SettleAsync(step, old, null);
        await AfterAsync(hooks, old, cancellation);
    }

    /// <summary>Runs the hooks that come before a step; their failure is its own.</summary>
    public async Task BeforeAsync(Step step, HookRun hooks, CancellationToken cancellation)
    {
        try
        {
            await Hooks.RunAsync(hooks.Names, hooks.Before, hooks.Call, cancellation);
        }
        catch (EngineException e)
        {
            throw Fail(step, [e.Message]);
        }
        catch (OperationCanceledException)
        {
            throw Fail(step, []);
        }
    }

    /// <summary>Runs the hooks that come after a step. What it did is done, so that their failure only fails the run.</summary>
    public async Task AfterAsync(HookRun hooks, ResourceState made, CancellationToken cancellation)
    {
        try
        {
            await Hooks.RunAsync(hooks.Names, hooks.After, hooks.Done(made), cancellation);
        }
        catch (Exception e) when (e is EngineException or OperationCanceledException)
        {
            Report(Severity.Error, hooks.Call.Urn, e is EngineException ? e.Message : $"The run was stopped while {hooks.After} hooks ran; what they follow is done.");
            Interlocked.Increment(ref _failedHooks);
        }
    }

    public OperationContext Context(Step step, double timeoutSeconds) =>
        new(step.Urn, options.Mode, TimeSpan.FromSeconds(timeoutSeconds), text => events.Publish(new EngineEvent.StepProgress(step.Urn, text)));

    /// <summary>Reports why a resource failed and ends its step.</summary>
    public StepFailedException Fail(Step step, IEnumerable<string> reasons, TimeSpan duration = default)
    {
        foreach (var reason in reasons)
        {
            Report(Severity.Error, step.Urn, reason);
        }

        events.Publish(new EngineEvent.StepFailed(step, duration));
        return new StepFailedException(step.Urn);
    }

    public void Dispose() => _slots.Dispose();

    private async Task<ResourceState> RunAsync(
        Step step,
        PendingOperation pending,
        HookRun hooks,
        Func<Task<(ResourceState State, ImmutableArray<string> InitErrors)>> work,
        CancellationToken cancellation)
    {
        var started = options.Clock.GetTimestamp();
        events.Publish(new EngineEvent.StepStarted(step));
        await BeforeAsync(step, hooks, cancellation);
        if (options.Mode == RunMode.Apply)
        {
            await snapshot.BeginAsync(pending);
        }

        try
        {
            var (state, initErrors) = await AttemptAsync(hooks, work, cancellation);
            var duration = options.Clock.GetElapsedTime(started);
            if (!initErrors.IsEmpty)
            {
                throw Fail(step, initErrors, duration);
            }

            await AfterAsync(hooks, state, cancellation);
            events.Publish(new EngineEvent.StepDone(step, duration));
            return state;
        }
        catch (ProviderException e)
        {
            await snapshot.AbandonAsync(pending);
            throw Fail(step, e.Reasons.IsEmpty ? [e.Message] : e.Reasons, options.Clock.GetElapsedTime(started));
        }
        catch (OperationCanceledException)
        {
            // The provider gave up before it changed anything.
            await snapshot.AbandonAsync(pending);
            throw Fail(step, [], options.Clock.GetElapsedTime(started));
        }
    }

    /// <summary>
    /// Asks the provider, again for as long as the program's error hooks want it. They are not asked about an object that was made and
    /// is not ready: it is in the state, and the next run goes on with it.
    /// </summary>
    private async Task<(ResourceState State, ImmutableArray<string> InitErrors)> AttemptAsync(
        HookRun hooks,
        Func<Task<(ResourceState State, ImmutableArray<string> InitErrors)>> work,
        CancellationToken cancellation)
    {
        var errors = new List<string>();
        while (true)
        {
            try
            {
                return await work();
            }
            catch (ProviderException e) when (hooks.Names.ContainsKey(HookPoint.OnError))
            {
                errors.Insert(0, e.Message);
                if (errors.Count >= ResourceHooks.MaxAttempts)
                {
                    Report(Severity.Warning, hooks.Call.Urn, $"maximum number of error hook retries ({ResourceHooks.MaxAttempts}) reached");
                    throw;
                }

                try
                {
                    if (!await Hooks.ShouldRetryAsync(hooks.Names, hooks.Call, hooks.Operation, errors, cancellation))
                    {
                        throw;
                    }
                }
                catch (EngineException hook)
                {
                    throw new ProviderException($"{e.Message}; error hooks execution failed: {hook.Message}");
                }

                Report(Severity.Warning, hooks.Call.Urn, $"retrying {hooks.Operation} due to on-error hook request ({errors.Count}/{ResourceHooks.MaxAttempts})");
            }
        }
    }

    private ResourceState Completed(ResourceState goal, string id, PropertyMap outputs, ImmutableArray<string> initErrors, DateTimeOffset? created, DateTimeOffset? modified) => new()
    {
        Urn = goal.Urn,
        Custom = goal.Custom,
        Id = id,
        Inputs = goal.Inputs,
        Outputs = SecretOutputs(goal, options.Mode == RunMode.Apply ? outputs.Where(static (_, v) => !v.ContainsUnknowns) : outputs),
        Parent = goal.Parent,
        Protect = goal.Protect,
        RetainOnDelete = goal.RetainOnDelete,
        Dependencies = goal.Dependencies,
        PropertyDependencies = goal.PropertyDependencies,
        InitErrors = initErrors,
        Provider = goal.Provider,
        AdditionalSecretOutputs = goal.AdditionalSecretOutputs,
        Aliases = goal.Aliases,
        Timeouts = goal.Timeouts,
        ImportId = goal.ImportId,
        DeletedWith = goal.DeletedWith,
        ReplaceWith = goal.ReplaceWith,
        ReplacementTrigger = goal.ReplacementTrigger,
        Created = created,
        Modified = modified,
        IgnoreChanges = goal.IgnoreChanges,
        ReplaceOnChanges = goal.ReplaceOnChanges,
        Hooks = goal.Hooks,
        Extra = goal.Extra,
    };

    private static PropertyMap SecretOutputs(ResourceState goal, PropertyMap outputs) =>
        goal.AdditionalSecretOutputs.Where(outputs.Has).Aggregate(outputs, static (o, name) => o.With(name, PropertyValue.SecretOf(o[name]!)));
}

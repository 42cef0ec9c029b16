using Sluice.Engine.Events;
using Sluice.Engine.Providers;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>
/// One run over one stack: takes what the program registers, gives every registration its step, and at the end deletes what the
/// program no longer asks for. Registrations come in parallel; each is answered when its own step is done, which is what keeps
/// dependency order: a program cannot ask for a resource before it has what that resource depends on.
/// </summary>
internal sealed class Deployment : IRegistrar
{
    private readonly DeploymentContext _context;
    private readonly ProviderResources _providers;
    private readonly CustomResources _customs;
    private readonly ResourceReads _reads;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<Urn> _claimed = [];
    private PropertyMap? _stackOutputs;
    private Urn? _stack;
    private int _open;
    private bool _closed;

    public Deployment(DeploymentContext context)
    {
        _context = context;
        Transforms = new GoalTransforms(context);
        _providers = new ProviderResources(context, goal => RegisterAsync(goal, isOfProgram: false));
        _customs = new CustomResources(context, _providers);
        _reads = new ResourceReads(context, _providers);
    }

    public DeploymentContext Context => _context;

    public ResourceReads Reads => _reads;

    public ProviderResources Providers => _providers;

    public GoalTransforms Transforms { get; }

    public ResourceHooks Hooks => _context.Runner.Hooks;

    public Task<RegistrationResult> RegisterAsync(ResourceGoal goal, CancellationToken cancellation) => RegisterAsync(goal, isOfProgram: true);

    /// <param name="goal">What is asked for.</param>
    /// <param name="isOfProgram">False for what the engine itself adds, which no transform sees.</param>
    private async Task<RegistrationResult> RegisterAsync(ResourceGoal goal, bool isOfProgram)
    {
        Enter();
        try
        {
            _context.Abort.ThrowIfCancellationRequested();
            return await RegisterCoreAsync(goal, isOfProgram);
        }
        catch (StepFailedException e)
        {
            _context.NoteFailure();
            return new RegistrationResult(e.Urn, "", PropertyMap.Empty, RegistrationOutcome.Failed);
        }
        catch (EngineException e)
        {
            _context.Runner.Report(Severity.Error, UrnOf(goal), e.Message);
            _context.NoteFailure();
            return new RegistrationResult(UrnOf(goal), "", PropertyMap.Empty, RegistrationOutcome.Failed);
        }
        finally
        {
            Leave();
        }
    }

    public async Task RegisterOutputsAsync(Urn urn, PropertyMap outputs, CancellationToken cancellation)
    {
        if (urn.IsStack)
        {
            _stackOutputs = outputs;
            return;
        }

        if (!_context.Registrations.TryGetValue(urn, out var registration) || registration.HasOutputs || registration.State is not { } state)
        {
            throw new EngineException($"cannot complete a resource '{urn}' whose registration isn't pending");
        }

        registration.HasOutputs = true;
        if (!state.Outputs.Equals(outputs))
        {
            var now = state.Changed(new ResourceChanges { Outputs = _context.IsPreview ? outputs : outputs.Where(static (_, v) => !v.ContainsUnknowns) });
            registration.State = now;
            await _context.Snapshot.SettleAsync(state, now);
        }

        if (registration.Hooks is { } hooks)
        {
            await _context.Runner.AfterAsync(hooks, registration.State, _context.Abort);
        }
    }

    /// <summary>Ends the run once the program has: waits for what is open, deletes what is gone, settles the stack's outputs.</summary>
    /// <returns>Whether everything went well.</returns>
    public async Task<bool> FinishAsync(bool programSucceeded)
    {
        lock (_gate)
        {
            _closed = true;
            if (_open == 0)
            {
                _drained.TrySetResult();
            }
        }

        await _drained.Task;
        var succeeded = programSucceeded && !_context.HasFailed && !_context.Cancellation.IsCancellationRequested;
        if (succeeded)
        {
            succeeded = await new Deletions(_context).DeleteUnregisteredAsync();
        }

        await SettleStackOutputsAsync(succeeded);
        await _context.Snapshot.FlushAsync();
        return succeeded && !_context.Runner.HasFailedHooks;
    }

    private async Task<RegistrationResult> RegisterCoreAsync(ResourceGoal goal, bool isOfProgram)
    {
        var isStack = goal.Type == Urn.StackType;
        var parent = goal.Parent ?? (isStack || goal.IsProvider ? null : _stack);
        Registration? parentRegistration = null;
        if (parent is { } p && !_context.Registrations.TryGetValue(p, out parentRegistration))
        {
            throw new EngineException($"could not find parent resource '{p}' of {goal.Type} '{goal.Name}'. A parent is registered before its children.");
        }

        goal = goal with { Parent = parent };
        var urn = UrnOf(goal);
        if (isOfProgram)
        {
            goal = await Transforms.ApplyAsync(urn, goal, parentRegistration);
        }

        goal = GoalInheritance.Apply(goal, parentRegistration?.Goal);
        var aliases = Aliases.Expand(_context.Options.Stack, goal, parentRegistration?.Aliases ?? []);
        var registration = new Registration(urn, goal, aliases);
        if (goal.Remote)
        {
            return await ConstructAsync(registration);
        }

        var old = Claim(registration);
        if (isStack)
        {
            _stack = urn;
        }

        return goal switch
        {
            { IsProvider: true } => await _providers.RegisterAsync(registration, old),
            { Custom: false } => await RegisterComponentAsync(registration, old),
            _ => await _customs.RegisterAsync(registration, old),
        };
    }

    /// <summary>Finds the old state of a resource by its URN, then by its aliases, and makes sure that nobody else has it.</summary>
    private ResourceState? Claim(Registration registration)
    {
        var urn = registration.Urn;
        lock (_gate)
        {
            if (!_claimed.Add(urn))
            {
                throw new EngineException($"Duplicate resource URN '{urn}'; try giving it a unique name");
            }

            _context.Registrations[urn] = registration;
            if (_context.OldOf(urn) is { } same)
            {
                return same;
            }

            foreach (var alias in registration.Aliases.Where(a => a != urn))
            {
                if (_context.OldOf(alias) is { } old)
                {
                    if (!_claimed.Add(alias))
                    {
                        throw new EngineException($"The resource '{urn}' claims the former name '{alias}', which another resource of this program has or claims. Remove one of the aliases.");
                    }

                    _context.Snapshot.Rename(alias, urn);
                    return old;
                }
            }

            return null;
        }
    }

    private async Task<RegistrationResult> RegisterComponentAsync(Registration registration, ResourceState? old)
    {
        var goal = registration.Goal;
        var inputs = goal.Inputs;
        var differences = old is null ? [] : PropertyDiff.Between(old.Inputs, inputs);
        var now = new ResourceState
        {
            Urn = registration.Urn,
            Custom = false,
            Inputs = inputs,
            Outputs = old?.Outputs ?? PropertyMap.Empty,
            Parent = goal.Parent,
            Protect = goal.Protect ?? false,
            Dependencies = goal.Dependencies,
            PropertyDependencies = goal.PropertyDependencies,
            Aliases = registration.Aliases,
            Created = old?.Created,
            Modified = old?.Modified,
            Hooks = goal.Hooks,
            Extra = old?.Extra,
        };
        var step = new Step(old is null ? StepOp.Create : differences.IsEmpty ? StepOp.Same : StepOp.Update, registration.Urn)
        {
            Parent = goal.Parent,
            Custom = false,
            OldInputs = old?.Inputs,
            NewInputs = inputs,
            Differences = differences,
        };
        // What comes after it runs when its outputs are registered: only then is a component complete.
        registration.Hooks = step.Op switch { StepOp.Create => HookRun.Create(now), StepOp.Update => HookRun.Update(now, old!), _ => null };
        if (registration.Hooks is { } hooks)
        {
            await _context.Runner.BeforeAsync(step, hooks, _context.Abort);
        }

        registration.State = StateComparison.IsSame(old, now) ? old! : now;
        await _context.Runner.SettleAsync(step, old, registration.State);
        return new RegistrationResult(registration.Urn, "", PropertyMap.Empty, RegistrationOutcome.Success);
    }

    private async Task<RegistrationResult> ConstructAsync(Registration registration)
    {
        var goal = registration.Goal;
        var reference = await _providers.ResolveAsync(goal);
        if (await _context.Providers.GetAsync(reference) is not { } provider)
        {
            // The provider's configuration is not known yet: only the component itself can be shown.
            return await RegisterComponentAsync(registration, Claim(registration));
        }

        // The component registers itself, under the same URN and aliases: nothing is claimed here.
        Transforms.KeepForProvider(registration.Urn, goal);
        var parent = goal.Parent ?? _stack ?? throw new EngineException($"The component {goal.Type} '{goal.Name}' has no parent. Register the stack first.");
        try
        {
            var made = await provider.ConstructAsync(new ConstructRequest(goal, parent, _context.Options), this, _context.Abort);
            return new RegistrationResult(made.Urn, "", made.State, RegistrationOutcome.Success) { PropertyDependencies = made.StateDependencies };
        }
        catch (ProviderException e)
        {
            throw _context.Runner.Fail(new Step(StepOp.Create, registration.Urn) { Parent = goal.Parent, Custom = false }, e.Reasons.IsEmpty ? [e.Message] : e.Reasons);
        }
    }

    private async Task SettleStackOutputsAsync(bool succeeded)
    {
        if (_stack is not { } urn || !_context.Registrations.TryGetValue(urn, out var registration) || registration.State is not { } state)
        {
            return;
        }

        var olds = state.Outputs;
        var news = _stackOutputs ?? olds;
        if (!succeeded)
        {
            news = PropertyMap.From([.. olds, .. news.Where(static (_, v) => !v.ContainsUnknowns)]);
        }

        if (!news.Equals(olds))
        {
            await _context.Snapshot.SettleAsync(state, state.Changed(new ResourceChanges { Outputs = news }));
        }

        _context.Runner.Events.Publish(new EngineEvent.StackOutputs(olds, news));
    }

    private Urn UrnOf(ResourceGoal goal) =>
        Urn.Create(_context.Options.Stack.Stack, _context.Options.Stack.Project, goal.Parent ?? (goal.Type == Urn.StackType || goal.IsProvider ? null : _stack), goal.Type, goal.Name);

    private void Enter()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed && _open == 0, this);
            _open++;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_open == 0 && _closed)
            {
                _drained.TrySetResult();
            }
        }
    }
}

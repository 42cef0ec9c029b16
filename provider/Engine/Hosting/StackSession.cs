using System.Collections.Immutable;
using System.Security.Cryptography;
using Sluice.Engine.Deployments;
using Sluice.Engine.Events;
using Sluice.Engine.Monitor;
using Sluice.Engine.Projects;
using Sluice.Engine.Providers;
using Sluice.Engine.Secrets;
using Sluice.Engine.State;

namespace Sluice.Engine.Hosting;

/// <summary>What a session works on.</summary>
internal sealed record StackSessionOptions
{
    public required StackName Stack { get; init; }

    public required StackStore Store { get; init; }

    public required Passphrase Passphrase { get; init; }

    /// <summary>Makes the provider packages of one run.</summary>
    public required Func<IEnumerable<IProviderPackage>> Packages { get; init; }

    /// <summary>The salt of the stack's configuration.</summary>
    public string? ConfigSalt { get; init; }

    public IReadOnlyDictionary<string, ConfigValue> Config { get; init; } = new Dictionary<string, ConfigValue>();

    public ImmutableArray<string> Targets { get; init; } = [];

    public ImmutableArray<string> Replace { get; init; } = [];

    public bool IgnoreProtect { get; init; }

    public int Parallel { get; init; } = DefaultParallel;

    /// <summary>Most steps wait for a server, not for a processor.</summary>
    public const int DefaultParallel = 32;
}

/// <summary>Runs the program of a run against the engine at an address.</summary>
internal delegate Task<(ProgramEnd End, string? Error)> ProgramRun(DeploymentOptions options, string address, IEventSink events, CancellationToken cancellation);

/// <summary>
/// One locked stack, from the lock to its release: previews and applies in any number on the state as it is by then.
/// </summary>
internal sealed class StackSession : IDisposable
{
    private readonly StackSessionOptions _options;
    private readonly StackLock _lock;
    private readonly ImmutableArray<byte> _seed = [.. RandomNumberGenerator.GetBytes(32)];
    private readonly SecretsManager _secrets;
    private bool _backedUp;

    private StackSession(StackSessionOptions options, StackLock stackLock, Checkpoint checkpoint, SecretsManager secrets)
    {
        _options = options;
        _lock = stackLock;
        _secrets = secrets;
        Checkpoint = checkpoint;
    }

    /// <summary>The state as it is on disk now.</summary>
    public Checkpoint Checkpoint { get; private set; }

    /// <exception cref="EngineException">Another run holds the stack, or its state file is corrupt.</exception>
    public static async Task<StackSession> OpenAsync(StackSessionOptions options, IEventSink events, CancellationToken cancellation)
    {
        var stackLock = StackLock.Acquire(options.Store, options.Stack, TimeProvider.System.GetUtcNow());
        try
        {
            var (checkpoint, secrets) = options.Store.Load(options.Stack, options.Passphrase, options.ConfigSalt);
            await using var providers = new ProviderRegistry(options.Packages());
            checkpoint = await new CrashRecovery(providers, events).RecoverAsync(checkpoint, cancellation);
            return new StackSession(options, stackLock, checkpoint, secrets);
        }
        catch
        {
            stackLock.Dispose();
            throw;
        }
    }

    /// <summary>Runs the program and makes the stack what it asks for, or says what that would take.</summary>
    /// <returns>Whether all went well.</returns>
    public Task<bool> UpdateAsync(RunMode mode, ProgramRun program, IEventSink events, CancellationToken cancellation) => RunAsync(mode, events, async context =>
    {
        var deployment = new Deployment(context);
        using var session = new MonitorSession(deployment, events);
        await using var host = await MonitorHost.StartAsync(session, cancellation);
        context.Providers.EngineAddress = host.Address;
        var running = program(context.Options, host.Address, events, context.Abort);
        bool? finished = null;
        if (await Task.WhenAny(running, session.Signalled) != running)
        {
            try
            {
                finished = await deployment.FinishAsync(!session.HasProgramErrors);
            }
            finally
            {
                session.Release();
            }
        }

        var (end, error) = await running;
        if (error is not null && !context.HasFailed && !cancellation.IsCancellationRequested)
        {
            events.Publish(new EngineEvent.Diagnostic(Severity.Error, null, error));
        }

        return (finished ?? await deployment.FinishAsync(end == ProgramEnd.Success && !session.HasProgramErrors)) && end == ProgramEnd.Success;
    }, cancellation);

    /// <summary>Deletes the stack's resources, or says which it would.</summary>
    public Task<bool> DestroyAsync(RunMode mode, IEventSink events, CancellationToken cancellation) => RunAsync(mode, events, async context =>
    {
        var ok = await new Deletions(context).DeleteAllAsync();
        await context.Snapshot.FlushAsync();
        return ok;
    }, cancellation);

    /// <summary>Brings the state in line with what is really there, or says what that would change.</summary>
    public Task<bool> RefreshAsync(RunMode mode, IEventSink events, CancellationToken cancellation) => RunAsync(mode, events, async context =>
    {
        return await new Refreshing(context).RunAsync();
    }, cancellation);

    /// <summary>Forgets the stack. Only an empty one can be forgotten.</summary>
    public void Remove()
    {
        if (Checkpoint.Resources.IsEmpty)
        {
            _options.Store.Remove(_options.Stack);
        }
    }

    public void Dispose() => _lock.Dispose();

    private async Task<bool> RunAsync(RunMode mode, IEventSink events, Func<DeploymentContext, Task<bool>> run, CancellationToken cancellation)
    {
        var options = new DeploymentOptions
        {
            Stack = _options.Stack,
            Mode = mode,
            Parallel = _options.Parallel,
            Config = _options.Config,
            Targets = _options.Targets,
            Replace = _options.Replace,
            IgnoreProtect = _options.IgnoreProtect,
            Seed = _seed,
        };
        if (mode == RunMode.Apply && !_backedUp)
        {
            _options.Store.Backup(_options.Stack, options.Clock.GetUtcNow());
            _backedUp = true;
        }

        var snapshot = new SnapshotKeeper(Checkpoint, _secrets, mode, c => _options.Store.Save(_options.Stack, c, _secrets));
        var serial = new SerialSink(events);
        await using var providers = new ProviderRegistry(_options.Packages());
        using var runner = new StepRunner(options, snapshot, serial);
        try
        {
            using var context = new DeploymentContext(runner, snapshot, providers, cancellation);
            return await run(context);
        }
        finally
        {
            if (mode == RunMode.Apply)
            {
                Checkpoint = snapshot.Current;
                _options.Store.KeepCopy(_options.Stack);
            }
        }
    }

    /// <summary>Passes events on one at a time.</summary>
    private sealed class SerialSink(IEventSink inner) : IEventSink
    {
        private readonly Lock _gate = new();

        public void Publish(EngineEvent engineEvent)
        {
            lock (_gate)
            {
                inner.Publish(engineEvent);
            }
        }
    }
}

using System.Collections.Immutable;
using Pulumi.Testing;

namespace Pulumi;

/// <summary>The run of one program against one engine.</summary>
public sealed class Deployment
{
    private static readonly AsyncLocal<DeploymentInstance?> Running = new();

    private Stack? _stack;

    internal Deployment(DeploymentSettings settings, IMonitor monitor, IEngineClient engine)
    {
        Settings = settings;
        Monitor = monitor;
        Engine = engine;
        Runner = new Runner(this);
        Logger = new EngineLogger(this, engine);
        Features = new MonitorFeatures(monitor);
        Packages = new PackageRegistry(this);
        Callbacks = new CallbackServer();
        Hooks = new HookRegistry(this);
        Resources = new ResourceRegistrar(this);
        Functions = new FunctionCaller(this);
        Transforms = new TransformRegistry(this);
    }

    public static DeploymentInstance Instance
    {
        get => Running.Value ?? throw new InvalidOperationException("Trying to acquire Deployment.Instance before 'Run' was called.");
        internal set
        {
            if (Running.Value is not null)
            {
                throw new InvalidOperationException("Deployment.Instance should only be set once at the beginning of a 'Run' call.");
            }

            Running.Value = value;
        }
    }

    /// <summary>The running deployment, or null outside of one.</summary>
    internal static Deployment? Current => Running.Value?.Deployment;

    internal static Deployment Internal => Instance.Deployment;

    internal DeploymentSettings Settings { get; }

    internal IMonitor Monitor { get; }

    internal IEngineClient Engine { get; }

    internal Runner Runner { get; }

    internal EngineLogger Logger { get; }

    internal MonitorFeatures Features { get; }

    internal PackageRegistry Packages { get; }

    internal CallbackServer Callbacks { get; }

    internal HookRegistry Hooks { get; }

    internal ResourceRegistrar Resources { get; }

    internal FunctionCaller Functions { get; }

    internal TransformRegistry Transforms { get; }

    internal Stack Stack
    {
        get => _stack ?? throw new InvalidOperationException("Trying to acquire Deployment.Stack before 'Run' was called.");
        set => _stack = value;
    }

    public static Task<int> RunAsync(Action action)
        => RunAsync(() =>
        {
            action();
            return NoOutputs;
        });

    public static Task<int> RunAsync(Func<IDictionary<string, object?>> func) => RunAsync(() => Task.FromResult(func()));

    public static Task<int> RunAsync(Func<Task> func)
        => RunAsync(async () =>
        {
            await func().ConfigureAwait(false);
            return NoOutputs;
        });

    public static Task<int> RunAsync(Func<Task<IDictionary<string, object?>>> func, StackOptions? options = null)
        => RunProgramAsync(runner => runner.RunAsync(func, options));

    public static Task<int> RunAsync<TStack>()
        where TStack : Stack, new()
        => RunProgramAsync(runner => runner.RunAsync(Runner.Create<TStack>));

    public static Task<int> RunAsync<TStack>(IServiceProvider serviceProvider)
        where TStack : Stack
        => RunProgramAsync(runner => runner.RunAsync(() => Runner.Resolve<TStack>(serviceProvider)));

    /// <summary>Fails unless the CLI that runs the program satisfies the version range.</summary>
    public static Task RequirePulumiVersionAsync(string pulumiVersionRange)
        => Internal.Engine.RequirePulumiVersionAsync(pulumiVersionRange);

    public static Task<ImmutableArray<Resource>> TestAsync<TStack>(IMocks mocks, TestOptions? options = null)
        where TStack : Stack, new()
        => MockRun.ResourcesAsync(mocks, options, runner => runner.RunAsync(Runner.Create<TStack>));

    public static Task<ImmutableArray<Resource>> TestWithServiceProviderAsync<TStack>(
        IMocks mocks, IServiceProvider serviceProvider, TestOptions? options = null)
        where TStack : Stack
        => MockRun.ResourcesAsync(mocks, options, runner => runner.RunAsync(() => Runner.Resolve<TStack>(serviceProvider)));

    public static Task<(ImmutableArray<Resource> Resources, IDictionary<string, object?> Outputs)> TestAsync(
        IMocks testMocks, TestOptions testOptions, Func<Task<IDictionary<string, object?>>> createResources)
        => MockRun.ProgramAsync(testMocks, testOptions, createResources);

    public static Task<(ImmutableArray<Resource> Resources, IDictionary<string, object?> Outputs)> TestAsync(
        IMocks testMocks, TestOptions testOptions, Func<IDictionary<string, object?>> createResources)
        => MockRun.ProgramAsync(testMocks, testOptions, () => Task.FromResult(createResources()));

    public static async Task<ImmutableArray<Resource>> TestAsync(IMocks testMocks, TestOptions testOptions, Func<Task> createResources)
    {
        var result = await MockRun.ProgramAsync(testMocks, testOptions, async () =>
        {
            await createResources().ConfigureAwait(false);
            return NoOutputs;
        }).ConfigureAwait(false);
        return result.Resources;
    }

    public static Task<ImmutableArray<Resource>> TestAsync(IMocks testMocks, TestOptions testOptions, Action createResources)
        => TestAsync(testMocks, testOptions, () =>
        {
            createResources();
            return Task.CompletedTask;
        });

    public Task<bool> MonitorSupportsInvokeTransforms() => Features.SupportsAsync(MonitorFeatures.InvokeTransforms);

    public Task<bool> MonitorSupportsResourceHooks() => Features.SupportsAsync(MonitorFeatures.ResourceHooks);

    /// <summary>Applies a transform to every function call of the stack.</summary>
    public void RegisterInvokeTransform(InvokeTransform transform) => Transforms.RegisterForInvokes(transform);

    /// <summary>Completes when the engine knows every transform that was registered so far.</summary>
    public Task AwaitPendingRegistrations() => Transforms.Pending;

    /// <summary>Runs a function as the one deployment of the current flow of control.</summary>
    internal static async Task<T> WithAsync<T>(Func<Deployment> create, Func<Deployment, Task<T>> run)
    {
        var deployment = create();
        Instance = new DeploymentInstance(deployment);
        try
        {
            return await run(deployment).ConfigureAwait(false);
        }
        finally
        {
            await deployment.Callbacks.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static IDictionary<string, object?> NoOutputs => ImmutableDictionary<string, object?>.Empty;

    private static async Task<int> RunProgramAsync(Func<Runner, Task<int>> run)
    {
        await DebuggerWait.IfAskedAsync().ConfigureAwait(false);
        return await WithAsync(ProgramEnvironment.Connect, deployment => run(deployment.Runner)).ConfigureAwait(false);
    }
}

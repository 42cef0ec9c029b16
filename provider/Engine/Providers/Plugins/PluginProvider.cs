using Grpc.Core;
using Grpc.Net.Client;
using Pulumirpc;
using Sluice.Engine.Deployments;
using Sluice.Engine.Monitor;
using Sluice.Engine.State;
using Sluice.Engine.Values;
using Urn = Sluice.Engine.Values.Urn;

namespace Sluice.Engine.Providers.Plugins;

/// <summary>A running component plugin. It registers what it makes with the engine's monitor, as a program does.</summary>
internal sealed class PluginProvider : IResourceProvider
{
    private const int MaxMessageSize = 400 * 1024 * 1024;

    private readonly string _name;
    private readonly PluginProcess _process;
    private readonly GrpcChannel _channel;
    private readonly ResourceProvider.ResourceProviderClient _client;
    private readonly string _monitor;

    private PluginProvider(string name, PluginProcess process, string monitor)
    {
        _name = name;
        _process = process;
        _monitor = monitor;
        _channel = GrpcChannel.ForAddress("http://" + process.Address, new GrpcChannelOptions { MaxReceiveMessageSize = MaxMessageSize, MaxSendMessageSize = MaxMessageSize });
        _client = new ResourceProvider.ResourceProviderClient(_channel);
    }

    public static async Task<IResourceProvider> ConfigureAsync(string name, PluginProcess process, ProviderStart start, CancellationToken cancellation)
    {
        var provider = new PluginProvider(name, process, start.EngineAddress);
        await provider._client.ConfigureAsync(
            new ConfigureRequest
            {
                Args = WireValues.Write(start.Config, WireOptions.Everything),
                AcceptSecrets = true,
                AcceptResources = true,
                SendsOldInputs = true,
                SendsOldInputsToDelete = true,
            },
            cancellationToken: cancellation);
        return provider;
    }

    public async Task<ConstructResult> ConstructAsync(ConstructRequest request, IRegistrar registrar, CancellationToken cancellation)
    {
        var goal = request.Goal;
        var message = new Pulumirpc.ConstructRequest
        {
            Project = request.Options.Stack.Project,
            Stack = request.Options.Stack.Stack,
            Organization = StackName.Organization,
            DryRun = request.Mode == RunMode.Preview,
            Parallel = request.Options.Parallel,
            MonitorEndpoint = _monitor,
            Type = goal.Type,
            Name = goal.Name,
            Parent = request.Parent.Value,
            Inputs = WireValues.Write(goal.Inputs, WireOptions.Everything),
            Protect = goal.Protect ?? false,
            RetainOnDelete = goal.RetainOnDelete ?? false,
            DeletedWith = goal.DeletedWith?.Value ?? "",
            AcceptsOutputValues = true,
        };
        foreach (var (key, value) in request.Options.Config)
        {
            message.Config[key] = value.Text;
            if (value.Secret)
            {
                message.ConfigSecretKeys.Add(key);
            }
        }

        if (goal.DeleteBeforeReplace is { } deleteFirst)
        {
            message.DeleteBeforeReplace = deleteFirst;
        }

        if (goal.Timeouts != CustomTimeouts.None)
        {
            message.CustomTimeouts = new Pulumirpc.ConstructRequest.Types.CustomTimeouts
            {
                Create = GoDuration.Text(goal.Timeouts.Create),
                Update = GoDuration.Text(goal.Timeouts.Update),
                Delete = GoDuration.Text(goal.Timeouts.Delete),
                Read = GoDuration.Text(goal.Timeouts.Read),
            };
        }

        if (goal.ReplacementTrigger is { } trigger)
        {
            message.ReplacementTrigger = WireValues.Write(trigger, WireOptions.Everything);
        }

        if (!goal.Hooks.IsEmpty)
        {
            message.ResourceHooks = new Pulumirpc.ConstructRequest.Types.ResourceHooksBinding
            {
                BeforeCreate = { goal.Hooks.GetValueOrDefault(HookPoint.BeforeCreate, []) },
                AfterCreate = { goal.Hooks.GetValueOrDefault(HookPoint.AfterCreate, []) },
                BeforeUpdate = { goal.Hooks.GetValueOrDefault(HookPoint.BeforeUpdate, []) },
                AfterUpdate = { goal.Hooks.GetValueOrDefault(HookPoint.AfterUpdate, []) },
                BeforeDelete = { goal.Hooks.GetValueOrDefault(HookPoint.BeforeDelete, []) },
                AfterDelete = { goal.Hooks.GetValueOrDefault(HookPoint.AfterDelete, []) },
                OnError = { goal.Hooks.GetValueOrDefault(HookPoint.OnError, []) },
            };
        }

        message.Aliases.AddRange(goal.Aliases.Select(TransformOptions.WriteAlias));
        message.ReplaceWith.AddRange(goal.ReplaceWith.Select(static u => u.Value));
        message.Dependencies.AddRange(goal.Dependencies.Select(static d => d.Value));
        message.AdditionalSecretOutputs.AddRange(goal.AdditionalSecretOutputs);
        message.IgnoreChanges.AddRange(goal.IgnoreChanges);
        message.ReplaceOnChanges.AddRange(goal.ReplaceOnChanges);
        message.Providers.Add(goal.Providers);
        foreach (var (property, urns) in goal.PropertyDependencies)
        {
            var dependencies = new Pulumirpc.ConstructRequest.Types.PropertyDependencies();
            dependencies.Urns.AddRange(urns.Select(static u => u.Value));
            message.InputDependencies[property] = dependencies;
        }

        try
        {
            var made = await _client.ConstructAsync(message, cancellationToken: cancellation);
            return new ConstructResult(
                new Urn(made.Urn),
                WireValues.Read(made.State),
                made.StateDependencies.ToDictionary(static d => d.Key, static d => (IReadOnlyList<Urn>)[.. d.Value.Urns.Select(static u => new Urn(u))], StringComparer.Ordinal));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled)
        {
            throw new OperationCanceledException(e.Status.Detail, e);
        }
        catch (RpcException e)
        {
            throw new ProviderException($"The plugin '{_name}' could not make {goal.Type} '{goal.Name}': {e.Status.Detail}", e);
        }
    }

    public async Task<InvokeResult> InvokeAsync(string token, PropertyMap args, CancellationToken cancellation)
    {
        try
        {
            var answer = await _client.InvokeAsync(new InvokeRequest { Tok = token, Args = WireValues.Write(args, WireOptions.Everything) }, cancellationToken: cancellation);
            return new InvokeResult(WireValues.Read(answer.Return), [.. answer.Failures.Select(static f => new CheckFailure(f.Property, f.Reason))]);
        }
        catch (RpcException e)
        {
            throw new ProviderException($"The plugin '{_name}' could not answer {token}: {e.Status.Detail}", e);
        }
    }

    public Task<CheckResult> CheckAsync(CheckRequest request, CancellationToken cancellation) => throw Custom(request.Urn);

    public Task<DiffResult> DiffAsync(DiffRequest request, CancellationToken cancellation) => throw Custom(request.Urn);

    public Task<CreateResult> CreateAsync(CreateRequest request, CancellationToken cancellation) => throw Custom(request.Context.Urn);

    public Task<UpdateResult> UpdateAsync(UpdateRequest request, CancellationToken cancellation) => throw Custom(request.Context.Urn);

    public Task DeleteAsync(DeleteRequest request, CancellationToken cancellation) => throw Custom(request.Context.Urn);

    public Task<ReadResult> ReadAsync(ReadRequest request, CancellationToken cancellation) => throw Custom(request.Context.Urn);

    public string? IdOf(Urn urn, PropertyMap inputs) => null;

    public bool IsOurs(ReadResult found) => false;

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _process.DisposeAsync();
    }

    private EngineException Custom(Urn urn) =>
        new($"{urn.Type} '{urn.Name}' is a custom resource of the plugin '{_name}'. The embedded engine runs the components of plugins only; use the Pulumi CLI for this program: pulumi up");
}

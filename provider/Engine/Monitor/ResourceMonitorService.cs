using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pulumirpc;
using Sluice.Engine.Deployments;
using Sluice.Engine.Events;
using Sluice.Engine.Providers;
using Sluice.Engine.State;
using Sluice.Engine.Values;
using Urn = Sluice.Engine.Values.Urn;

namespace Sluice.Engine.Monitor;

/// <summary>What a program talks to while it runs: registrations in, outcomes out.</summary>
internal sealed class ResourceMonitorService(MonitorSession session) : ResourceMonitor.ResourceMonitorBase
{
    private static readonly HashSet<string> Features = new(StringComparer.Ordinal)
    {
        "secrets", "resourceReferences", "outputValues", "aliasSpecs", "replacementTrigger", "deletedWith", "replaceWith", "transforms", "invokeTransforms",
        "resourceHooks", "errorHooks",
    };

    private static readonly ResourceMonitorFeature[] FeatureList =
    [
        ResourceMonitorFeature.Secrets,
        ResourceMonitorFeature.ResourceReferences,
        ResourceMonitorFeature.OutputValues,
        ResourceMonitorFeature.AliasSpecs,
        ResourceMonitorFeature.ReplacementTrigger,
        ResourceMonitorFeature.DeletedWith,
        ResourceMonitorFeature.ReplaceWith,
        ResourceMonitorFeature.Transforms,
        ResourceMonitorFeature.InvokeTransforms,
        ResourceMonitorFeature.ResourceHooks,
        ResourceMonitorFeature.ErrorHooks,
    ];

    private Deployment Deployment => session.Deployment;

    public override Task<SupportsFeatureResponse> SupportsFeature(SupportsFeatureRequest request, ServerCallContext context) =>
        Task.FromResult(new SupportsFeatureResponse { HasSupport = Features.Contains(request.Id) });

    public override Task<DeploymentInfo> GetDeploymentInfo(Empty request, ServerCallContext context)
    {
        var options = Deployment.Context.Options;
        var info = new DeploymentInfo
        {
            Project = options.Stack.Project,
            Stack = options.Stack.Stack,
            Organization = StackName.Organization,
            DryRun = options.Mode == RunMode.Preview,
            Parallel = options.Parallel,
        };
        foreach (var (key, value) in options.Config)
        {
            info.Config[key] = value.Text;
            if (value.Secret)
            {
                info.ConfigSecretKeys.Add(key);
            }
        }

        info.SupportedFeatures.AddRange(FeatureList);
        return Task.FromResult(info);
    }

    public override Task<RegisterResourceResponse> RegisterResource(RegisterResourceRequest request, ServerCallContext context) => Guarded(async () =>
    {
        var result = await Deployment.RegisterAsync(GoalReader.Read(request, session.Callbacks), context.CancellationToken);
        var stops = result.Outcome == RegistrationOutcome.Failed && Deployment.Context.Options.Mode == RunMode.Apply;
        if (stops || (result.Outcome != RegistrationOutcome.Success && !request.SupportsResultReporting))
        {
            throw new RpcException(new Status(StatusCode.Internal, "resource registration failed"));
        }

        var options = new WireOptions { Secrets = request.AcceptSecrets, Resources = request.AcceptResources, Unknowns = request.SupportsPartialValues };
        var response = new RegisterResourceResponse
        {
            Urn = result.Urn.Value,
            Id = result.Id,
            Object = WireValues.Write(result.Outputs, options),
            Result = result.Outcome switch { RegistrationOutcome.Failed => Result.Fail, RegistrationOutcome.Skipped => Result.Skip, _ => Result.Success },
        };
        foreach (var (name, urns) in result.PropertyDependencies)
        {
            var dependencies = new RegisterResourceResponse.Types.PropertyDependencies();
            dependencies.Urns.AddRange(urns.Select(static u => u.Value));
            response.PropertyDependencies[name] = dependencies;
        }

        return response;
    });

    public override Task<Empty> RegisterResourceOutputs(RegisterResourceOutputsRequest request, ServerCallContext context) => Guarded(async () =>
    {
        await Deployment.RegisterOutputsAsync(new Urn(request.Urn), WireValues.Read(request.Outputs), context.CancellationToken);
        return new Empty();
    });

    public override Task<ReadResourceResponse> ReadResource(ReadResourceRequest request, ServerCallContext context) => Guarded(async () =>
    {
        var result = await Deployment.Reads.ReadAsync(GoalReader.Read(request), request.Id, context.CancellationToken);
        return new ReadResourceResponse
        {
            Urn = result.Urn.Value,
            Properties = WireValues.Write(result.Outputs, new WireOptions { Secrets = request.AcceptSecrets, Resources = request.AcceptResources }),
        };
    });

    public override Task<ResourceInvokeResponse> Invoke(ResourceInvokeRequest request, ServerCallContext context) => Guarded(async () =>
    {
        var (args, options) = await session.InvokeTransforms.ApplyAsync(request.Tok, WireValues.Read(request.Args), GoalReader.Read(request), context.CancellationToken);
        var result = await Deployment.Reads.InvokeAsync(request.Tok, args, options, context.CancellationToken);
        var response = new ResourceInvokeResponse
        {
            Return = WireValues.Write(result.Return, new WireOptions { Secrets = true, Resources = request.AcceptResources, Unknowns = true }),
        };
        response.Failures.AddRange(result.Failures.Select(static f => new Pulumirpc.CheckFailure { Property = f.Property, Reason = f.Reason }));
        return response;
    });

    public override Task<Empty> RegisterStackTransform(Callback request, ServerCallContext context) => Guarded(() =>
    {
        Deployment.Transforms.AddForStack(new ResourceTransform(session.Callbacks.Of(request)));
        return Task.FromResult(new Empty());
    });

    public override Task<Empty> RegisterStackInvokeTransform(Callback request, ServerCallContext context) => Guarded(() =>
    {
        session.InvokeTransforms.Add(session.Callbacks.Of(request));
        return Task.FromResult(new Empty());
    });

    public override Task<Empty> RegisterResourceHook(RegisterResourceHookRequest request, ServerCallContext context) => Guarded(() =>
    {
        Deployment.Hooks.Add(request.Name, new ProgramHook(session.Callbacks.Of(request.Callback), request.OnDryRun, request.IgnoreErrors));
        return Task.FromResult(new Empty());
    });

    public override Task<Empty> RegisterErrorHook(RegisterErrorHookRequest request, ServerCallContext context) => Guarded(() =>
    {
        Deployment.Hooks.Add(request.Name, new ProgramErrorHook(session.Callbacks.Of(request.Callback)));
        return Task.FromResult(new Empty());
    });

    /// <summary>The program has registered all it wants; it stays until the deletions are done, whose hooks it serves.</summary>
    public override async Task<Empty> SignalAndWaitForShutdown(Empty request, ServerCallContext context)
    {
        await session.SignalAsync(context.CancellationToken);
        return new Empty();
    }

    private async Task<T> Guarded<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (EngineException e)
        {
            session.Events.Publish(new EngineEvent.Diagnostic(Severity.Error, null, e.Message));
            throw new RpcException(new Status(StatusCode.InvalidArgument, e.Message));
        }
        catch (ProviderException e)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, e.Message));
        }
        catch (FormatException e)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, e.Message));
        }
        catch (OperationCanceledException)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the run is being stopped"));
        }
        catch (Exception e) when (e is not RpcException)
        {
            // A bug of ours: the program only learns that a call failed, so that its author is told here what did.
            session.Events.Publish(new EngineEvent.Diagnostic(Severity.Error, null, $"internal error of the engine: {e}"));
            throw new RpcException(new Status(StatusCode.Internal, e.Message));
        }
    }
}

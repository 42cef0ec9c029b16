using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pulumirpc;

namespace Pulumi.Experimental.Provider;

/// <summary>A provider behind the engine's protocol.</summary>
internal sealed class ProviderService(ProviderSession session) : ResourceProvider.ResourceProviderBase
{
    public override Task<Empty> Attach(PluginAttach request, ServerCallContext context)
    {
        session.Attach(request.Address);
        return Task.FromResult(new Empty());
    }

    public override Task<Empty> Cancel(Empty request, ServerCallContext context)
    {
        session.Cancel();
        return Task.FromResult(new Empty());
    }

    public override Task<PluginInfo> GetPluginInfo(Empty request, ServerCallContext context)
        => Task.FromResult(new PluginInfo { Version = session.Version });

    public override Task<Pulumirpc.ParameterizeResponse> Parameterize(Pulumirpc.ParameterizeRequest request, ServerCallContext context) => RunAsync(context, async (provider, ct) =>
    {
        Parameters parameters = request.ParametersCase switch
        {
            Pulumirpc.ParameterizeRequest.ParametersOneofCase.Args => new ParametersArgs([.. request.Args.Args]),
            Pulumirpc.ParameterizeRequest.ParametersOneofCase.Value => new ParametersValue(request.Value.Name, request.Value.Version, [.. request.Value.Value]),
            _ => throw new InvalidOperationException("Parameterize called without any parameter"),
        };
        var response = await provider.Parameterize(new ParameterizeRequest(parameters), ct).ConfigureAwait(false);
        return new Pulumirpc.ParameterizeResponse { Name = response.Name, Version = response.Version };
    });

    public override Task<Pulumirpc.GetSchemaResponse> GetSchema(Pulumirpc.GetSchemaRequest request, ServerCallContext context) => RunAsync(context, async (provider, ct) =>
    {
        var response = await provider.GetSchema(new GetSchemaRequest(request.Version, Optional(request.SubpackageName), Optional(request.SubpackageVersion)), ct).ConfigureAwait(false);
        return new Pulumirpc.GetSchemaResponse { Schema = response.Schema ?? "" };
    });

    public override Task<Pulumirpc.CheckResponse> CheckConfig(Pulumirpc.CheckRequest request, ServerCallContext context)
        => RunAsync(context, async (provider, ct) => ToWire(await provider.CheckConfig(FromWire(request), ct).ConfigureAwait(false)));

    public override Task<Pulumirpc.DiffResponse> DiffConfig(Pulumirpc.DiffRequest request, ServerCallContext context)
        => RunAsync(context, async (provider, ct) => ToWire(await provider.DiffConfig(FromWire(request), ct).ConfigureAwait(false)));

    public override Task<Pulumirpc.ConfigureResponse> Configure(Pulumirpc.ConfigureRequest request, ServerCallContext context) => RunAsync(context, async (provider, ct) =>
    {
        var response = await provider.Configure(
            new ConfigureRequest(
                request.Variables.ToImmutableDictionary(),
                PropertyValueWire.Read(request.Args),
                request.AcceptSecrets,
                request.AcceptResources,
                request.SendsOldInputs,
                request.SendsOldInputsToDelete),
            ct).ConfigureAwait(false);
        return new Pulumirpc.ConfigureResponse
        {
            AcceptSecrets = response.AcceptSecrets,
            SupportsPreview = response.SupportsPreview,
            AcceptResources = response.AcceptResources,
            AcceptOutputs = response.AcceptOutputs,
        };
    });

    public override Task<Pulumirpc.InvokeResponse> Invoke(Pulumirpc.InvokeRequest request, ServerCallContext context) => RunAsync(context, async (provider, ct) =>
    {
        var response = await provider.Invoke(new InvokeRequest(request.Tok, PropertyValueWire.Read(request.Args)), ct).ConfigureAwait(false);
        return new Pulumirpc.InvokeResponse { Return = ToWire(response.Return), Failures = { ToWire(response.Failures) } };
    });

    public override Task<Pulumirpc.CheckResponse> Check(Pulumirpc.CheckRequest request, ServerCallContext context)
        => RunAsync(context, async (provider, ct) => ToWire(await provider.Check(FromWire(request), ct).ConfigureAwait(false)));

    public override Task<Pulumirpc.DiffResponse> Diff(Pulumirpc.DiffRequest request, ServerCallContext context)
        => RunAsync(context, async (provider, ct) => ToWire(await provider.Diff(FromWire(request), ct).ConfigureAwait(false)));

    public override Task<Pulumirpc.CreateResponse> Create(Pulumirpc.CreateRequest request, ServerCallContext context) => RunAsync(context, async (provider, ct) =>
    {
        var response = await provider.Create(
            new CreateRequest(new Urn(request.Urn), PropertyValueWire.Read(request.Properties), TimeSpan.FromSeconds(request.Timeout), request.Preview), ct).ConfigureAwait(false);
        return new Pulumirpc.CreateResponse { Id = response.Id ?? "", Properties = ToWire(response.Outputs) };
    });

    public override Task<Pulumirpc.ReadResponse> Read(Pulumirpc.ReadRequest request, ServerCallContext context) => RunAsync(context, async (provider, ct) =>
    {
        var response = await provider.Read(
            new ReadRequest(new Urn(request.Urn), request.Id, PropertyValueWire.Read(request.Properties), PropertyValueWire.Read(request.Inputs)), ct).ConfigureAwait(false);
        return new Pulumirpc.ReadResponse { Id = response.Id ?? "", Properties = ToWire(response.Outputs), Inputs = ToWire(response.Inputs) };
    });

    public override Task<Pulumirpc.UpdateResponse> Update(Pulumirpc.UpdateRequest request, ServerCallContext context) => RunAsync(context, async (provider, ct) =>
    {
        var response = await provider.Update(
            new UpdateRequest(
                new Urn(request.Urn),
                request.Id,
                PropertyValueWire.Read(request.Olds),
                PropertyValueWire.Read(request.News),
                TimeSpan.FromSeconds(request.Timeout),
                [.. request.IgnoreChanges],
                request.Preview,
                PropertyValueWire.Read(request.OldInputs)),
            ct).ConfigureAwait(false);
        return new Pulumirpc.UpdateResponse { Properties = ToWire(response.Outputs) };
    });

    public override Task<Empty> Delete(Pulumirpc.DeleteRequest request, ServerCallContext context) => RunAsync(context, async (provider, ct) =>
    {
        await provider.Delete(
            new DeleteRequest(
                new Urn(request.Urn),
                request.Id,
                PropertyValueWire.Read(request.Properties),
                TimeSpan.FromSeconds(request.Timeout),
                PropertyValueWire.Read(request.OldInputs)),
            ct).ConfigureAwait(false);
        return new Empty();
    });

    public override Task<Pulumirpc.ConstructResponse> Construct(Pulumirpc.ConstructRequest request, ServerCallContext context) => RunAsync(context, async (provider, ct) =>
    {
        var construct = new ConstructRequest(request.Type, request.Name, PropertyValueWire.Read(request.Inputs), ConstructOptions.FromWire(request));
        var settings = new DeploymentSettings
        {
            Project = request.Project,
            Stack = request.Stack,
            Organization = request.Organization,
            IsDryRun = request.DryRun,
            Config = request.Config.ToImmutableDictionary(),
            OwnsProcess = false,
        };
        var response = await InlineDeployment.RunAsync(settings, request.MonitorEndpoint, session.EngineAddress, () => provider.Construct(construct, ct)).ConfigureAwait(false);
        var message = new Pulumirpc.ConstructResponse { Urn = response.Urn, State = PropertyValueWire.Write(response.Outputs) };
        foreach (var (output, urns) in response.OutputDependencies)
        {
            message.StateDependencies[output] = new() { Urns = { urns.Select(urn => (string)urn) } };
        }

        return message;
    });

    public override Task<Pulumirpc.CallResponse> Call(Pulumirpc.CallRequest request, ServerCallContext context) => RunAsync(context, async (provider, ct) =>
    {
        var args = PropertyValueWire.Read(request.Args);
        ResourceReference? self = args.TryGetValue("__self__", out var given) && given.TryGetResource(out var reference) ? reference : null;
        args = self is null ? args : args.Remove("__self__");
        foreach (var (argument, dependencies) in request.ArgDependencies.Where(entry => entry.Value.Urns.Count > 0))
        {
            if (args.TryGetValue(argument, out var value))
            {
                args = args.SetItem(argument, value.WithDependencies([.. dependencies.Urns.Select(urn => new Urn(urn))]));
            }
        }

        var settings = new DeploymentSettings
        {
            Project = request.Project,
            Stack = request.Stack,
            Organization = request.Organization,
            IsDryRun = request.DryRun,
            Config = request.Config.ToImmutableDictionary(),
            OwnsProcess = false,
        };
        var call = new CallRequest(self, request.Tok, args);
        var response = await InlineDeployment.RunAsync(settings, request.MonitorEndpoint, session.EngineAddress, () => provider.Call(call, ct)).ConfigureAwait(false);
        var message = new Pulumirpc.CallResponse { Return = ToWire(response.Return), Failures = { ToWire(response.Failures) } };
        foreach (var (output, urns) in response.ReturnDependencies)
        {
            message.ReturnDependencies[output] = new() { Urns = { urns.Select(urn => (string)urn) } };
        }

        return message;
    });

    // The engine tells a method that is not there from one that failed by the status code.
    private async Task<T> RunAsync<T>(ServerCallContext context, Func<Provider, CancellationToken, Task<T>> call)
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(session.Cancelled, context.CancellationToken);
        try
        {
            return await call(session.Provider, cancelled.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var code = exception switch
            {
                NotImplementedException => StatusCode.Unimplemented,
                TaskCanceledException => StatusCode.Cancelled,
                _ => StatusCode.Internal,
            };
            throw new RpcException(new Status(code, exception.Message));
        }
    }

    private static string? Optional(string text) => text.Length == 0 ? null : text;

    private static CheckRequest FromWire(Pulumirpc.CheckRequest request)
        => new(new Urn(request.Urn), PropertyValueWire.Read(request.Olds), PropertyValueWire.Read(request.News), [.. request.RandomSeed]);

    private static DiffRequest FromWire(Pulumirpc.DiffRequest request) => new(
        new Urn(request.Urn),
        request.Id,
        PropertyValueWire.Read(request.Olds),
        PropertyValueWire.Read(request.News),
        [.. request.IgnoreChanges],
        PropertyValueWire.Read(request.OldInputs));

    private static Struct? ToWire(IDictionary<string, PropertyValue>? properties) => properties is null ? null : PropertyValueWire.Write(properties);

    private static IEnumerable<Pulumirpc.CheckFailure> ToWire(IList<CheckFailure>? failures)
        => (failures ?? []).Select(failure => new Pulumirpc.CheckFailure { Property = failure.Property, Reason = failure.Reason });

    private static Pulumirpc.CheckResponse ToWire(CheckResponse response) => new() { Inputs = ToWire(response.Inputs), Failures = { ToWire(response.Failures) } };

    private static Pulumirpc.DiffResponse ToWire(DiffResponse response)
    {
        var message = new Pulumirpc.DiffResponse
        {
            Changes = response.Changes switch
            {
                null => Pulumirpc.DiffResponse.Types.DiffChanges.DiffUnknown,
                true => Pulumirpc.DiffResponse.Types.DiffChanges.DiffSome,
                false => Pulumirpc.DiffResponse.Types.DiffChanges.DiffNone,
            },
            DeleteBeforeReplace = response.DeleteBeforeReplace,
            Replaces = { response.Replaces ?? [] },
            Stables = { response.Stables ?? [] },
            Diffs = { response.Diffs ?? [] },
            HasDetailedDiff = response.DetailedDiff is not null,
        };
        foreach (var (property, diff) in response.DetailedDiff ?? ImmutableDictionary<string, PropertyDiff>.Empty)
        {
            message.DetailedDiff[property] = new Pulumirpc.PropertyDiff { Kind = (Pulumirpc.PropertyDiff.Types.Kind)(int)diff.Kind, InputDiff = diff.InputDiff };
        }

        return message;
    }
}

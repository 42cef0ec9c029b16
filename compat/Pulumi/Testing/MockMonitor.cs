using System.Collections.Concurrent;
using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Pulumi.Serialization;
using Pulumirpc;

namespace Pulumi.Testing;

/// <summary>An engine that only remembers, and asks the mocks for what providers would answer.</summary>
internal sealed class MockMonitor(IMocks mocks) : IMonitor
{
    private readonly ConcurrentDictionary<string, Struct> _registered = new();
    private ImmutableArray<Resource> _resources = [];

    /// <summary>The resources in the order they were registered or read.</summary>
    public ImmutableArray<Resource> Resources => _resources;

    public Task<bool> SupportsFeatureAsync(string feature) => Task.FromResult(feature != MonitorFeatures.OutputValues);

    public async Task<ResourceInvokeResponse> InvokeAsync(ResourceInvokeRequest request)
    {
        if (request.Tok == "pulumi:pulumi:getResource")
        {
            var urn = request.Args.Fields[WireConstants.Urn].StringValue;
            return new ResourceInvokeResponse
            {
                Return = _registered.GetValueOrDefault(urn) ?? throw new InvalidOperationException($"Unknown resource {urn}"),
            };
        }

        return new ResourceInvokeResponse { Return = await CallAsync(request.Tok, request.Args, request.Provider).ConfigureAwait(false) };
    }

    public async Task<CallResponse> CallAsync(ResourceCallRequest request)
        => new() { Return = await CallAsync(request.Tok, request.Args, request.Provider).ConfigureAwait(false) };

    public async Task<ReadResourceResponse> ReadResourceAsync(Resource resource, ReadResourceRequest request)
    {
        var (id, state) = await NewResourceAsync(new MockResourceArgs
        {
            Type = request.Type,
            Name = request.Name,
            Inputs = Plain(request.Properties),
            Provider = request.Provider,
            Id = request.Id,
        }).ConfigureAwait(false);
        var urn = UrnOf(request.Parent, request.Type, request.Name);
        Remember(urn, id, state);
        Add(resource);
        return new ReadResourceResponse { Urn = urn, Properties = state };
    }

    public async Task<RegisterResourceResponse> RegisterResourceAsync(Resource resource, RegisterResourceRequest request)
    {
        Add(resource);
        var urn = UrnOf(request.Parent, request.Type, request.Name);
        if (request.Type == Stack.TypeToken)
        {
            return new RegisterResourceResponse { Urn = urn, Object = new Struct() };
        }

        var (id, state) = await NewResourceAsync(new MockResourceArgs
        {
            Type = request.Type,
            Name = request.Name,
            Inputs = Plain(request.Object),
            Provider = request.Provider,
            Id = request.ImportId,
        }).ConfigureAwait(false);
        id ??= request.ImportId;
        Remember(urn, id, state);
        return new RegisterResourceResponse { Urn = urn, Id = id, Object = state };
    }

    public Task RegisterResourceOutputsAsync(RegisterResourceOutputsRequest request)
        => mocks.RegisterResourceOutputs(new MockRegisterResourceOutputsRequest(
            request.Urn,
            request.Outputs.Fields.ToImmutableDictionary(field => field.Key, field => new Output<object?>(Deserializer.Deserialize(field.Value)))));

    public Task<RegisterPackageResponse> RegisterPackageAsync(Pulumirpc.RegisterPackageRequest request)
        => Task.FromResult(new RegisterPackageResponse { Ref = $"{request.Name}-{request.Version}" });

    public Task RegisterStackInvokeTransformAsync(Callback callback) => Task.CompletedTask;

    public Task RegisterResourceHookAsync(RegisterResourceHookRequest request) => Task.CompletedTask;

    public Task RegisterErrorHookAsync(RegisterErrorHookRequest request) => Task.CompletedTask;

    public Task SignalAndWaitForShutdownAsync() => Task.CompletedTask;

    private async Task<(string? Id, Struct State)> NewResourceAsync(MockResourceArgs args)
    {
        var (id, state) = await mocks.NewResourceAsync(args).ConfigureAwait(false);
        return (id, await SerializeAsync(state).ConfigureAwait(false));
    }

    private async Task<Struct> CallAsync(string token, Struct args, string provider)
    {
        var call = new MockCallArgs { Token = token, Args = Plain(args), Provider = provider };
        return await SerializeAsync(await mocks.CallAsync(call).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private void Add(Resource resource) => ImmutableInterlocked.Update(ref _resources, static (list, item) => list.Add(item), resource);

    private void Remember(string urn, string? id, Struct state)
    {
        var entry = new Struct { Fields = { [WireConstants.Urn] = Value.ForString(urn), [WireConstants.State] = Value.ForStruct(state) } };
        if (id is not null)
        {
            entry.Fields[WireConstants.Id] = Value.ForString(id);
        }

        _registered[urn] = entry;
    }

    // Only the first segment of the parent's type is kept, the stack's included; tests compare URNs of this form.
    private static string UrnOf(string parent, string type, string name)
    {
        var qualified = parent.Length == 0 ? type : $"{parent.Split("::", 4)[2].Split('$')[0]}${type}";
        return $"urn:pulumi:{Deployment.Instance.StackName}::{Deployment.Instance.ProjectName}::{qualified}::{name}";
    }

    // A mock sees values, not whether they are secret; what is not known yet it does not see at all.
    private static ImmutableDictionary<string, object> Plain(Struct properties)
    {
        var result = ImmutableDictionary.CreateBuilder<string, object>();
        foreach (var (key, value) in properties.Fields)
        {
            if (Deserializer.Deserialize(value) is { IsKnown: true, Value: { } known })
            {
                result.Add(key, known);
            }
        }

        return result.ToImmutable();
    }

    private static async Task<Struct> SerializeAsync(object state)
    {
        var value = await new Serializer(new SerializationOptions(KeepResources: true))
            .SerializeAsync("", state is IDictionary<string, object> map ? map.ToImmutableDictionary() : state).ConfigureAwait(false);
        return value.KindCase == Value.KindOneofCase.StructValue
            ? value.StructValue
            : throw new InvalidOperationException($"{state.GetType().FullName} is not a supported argument type");
    }
}

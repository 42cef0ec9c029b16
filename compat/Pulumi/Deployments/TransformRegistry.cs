using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Pulumi.Serialization;
using Pulumirpc;

namespace Pulumi;

/// <summary>Makes the transforms of a program known to the engine and runs them when it asks.</summary>
internal sealed class TransformRegistry(Deployment deployment)
{
    private readonly Lock _lock = new();
    private Task _pending = Task.CompletedTask;

    /// <summary>The registrations that function calls have to wait for.</summary>
    public Task Pending
    {
        get
        {
            lock (_lock)
            {
                return _pending;
            }
        }
    }

    public void RegisterForInvokes(InvokeTransform transform)
    {
        lock (_lock)
        {
            var task = RegisterAsync(_pending, transform);
            deployment.Runner.RegisterTask(task);
            _pending = task;
        }
    }

    public async Task<IReadOnlyList<Callback>> RegisterAsync(IReadOnlyCollection<ResourceTransform> transforms)
    {
        if (transforms.Count == 0)
        {
            return [];
        }

        await deployment.Features.RequireAsync(MonitorFeatures.Transforms, "resource transforms").ConfigureAwait(false);
        var callbacks = new List<Callback>(transforms.Count);
        foreach (var transform in transforms)
        {
            callbacks.Add(await deployment.Callbacks.AddAsync((message, cancellationToken) => RunAsync(transform, message, cancellationToken)).ConfigureAwait(false));
        }

        return callbacks;
    }

    private static async Task<IMessage> RunAsync(ResourceTransform transform, ByteString message, CancellationToken cancellationToken)
    {
        var request = TransformRequest.Parser.ParseFrom(message);
        var args = new ResourceTransformArgs(
            request.Name, request.Type, request.Custom, Properties(request.Properties), TransformOptions.FromWire(request));
        if (await transform(args, cancellationToken).ConfigureAwait(false) is not { } result)
        {
            return new TransformResponse();
        }

        return new TransformResponse
        {
            Properties = (await SerializeAsync(result.Args, keepOutputs: true).ConfigureAwait(false)).Object,
            Options = await TransformOptions.ToWireAsync(result.Options).ConfigureAwait(false),
        };
    }

    private async Task RegisterAsync(Task previous, InvokeTransform transform)
    {
        await previous.ConfigureAwait(false);
        await deployment.Features.RequireAsync(MonitorFeatures.InvokeTransforms, "invoke transforms").ConfigureAwait(false);
        var callback = await deployment.Callbacks.AddAsync((message, cancellationToken) => RunAsync(transform, message, cancellationToken)).ConfigureAwait(false);
        await deployment.Monitor.RegisterStackInvokeTransformAsync(callback).ConfigureAwait(false);
    }

    private static async Task<IMessage> RunAsync(InvokeTransform transform, ByteString message, CancellationToken cancellationToken)
    {
        var request = TransformInvokeRequest.Parser.ParseFrom(message);
        var given = request.Options ?? new TransformInvokeOptions();
        var options = new InvokeOptions
        {
            Provider = given.Provider.Length == 0 ? null : new DependencyProviderResource(given.Provider),
            Version = given.Version.Length == 0 ? null : given.Version,
            PluginDownloadURL = given.PluginDownloadUrl.Length == 0 ? null : given.PluginDownloadUrl,
        };
        if (await transform(new InvokeTransformArgs(request.Token, Properties(request.Args), options), cancellationToken).ConfigureAwait(false) is not { } result)
        {
            return new TransformInvokeResponse();
        }

        return new TransformInvokeResponse
        {
            Args = (await SerializeAsync(result.Args, keepOutputs: false).ConfigureAwait(false)).Object,
            Options = new TransformInvokeOptions
            {
                Provider = await ProviderResource.ReferenceOf(result.Options.Provider).ConfigureAwait(false),
                Version = result.Options.Version ?? "",
                PluginDownloadUrl = result.Options.PluginDownloadURL ?? "",
            },
        };
    }

    private static Task<SerializedProperties> SerializeAsync(ImmutableDictionary<string, object?> args, bool keepOutputs)
        => PropertySerializer.SerializeAsync("transform", args, new SerializationOptions(KeepResources: true, keepOutputs));

    // A transform sees secrets and unknowns as outputs, and everything else as it is.
    private static ImmutableDictionary<string, object?> Properties(Struct? properties)
    {
        return (properties?.Fields ?? []).ToImmutableDictionary(field => field.Key, field => Property(Deserializer.Deserialize(field.Value)));

        static object? Property(OutputData<object?> data)
            => data is { IsKnown: true, IsSecret: false } ? data.Value : OutputFactory.Create(data.Value?.GetType() ?? typeof(object), data);
    }
}

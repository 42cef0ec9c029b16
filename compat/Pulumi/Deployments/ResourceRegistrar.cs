using System.Collections.Immutable;
using Pulumi.Serialization;
using Pulumirpc;

namespace Pulumi;

/// <summary>Registers, reads and looks up resources, and fills their outputs from the engine's answer.</summary>
internal sealed class ResourceRegistrar(Deployment deployment)
{
    private readonly ResourcePreparation _preparation = new(deployment);

    /// <summary>Starts in the background what the constructor of a resource stands for.</summary>
    public void Start(ResourceRequest request, ImmutableDictionary<string, OutputCompletion> outputs)
        => deployment.Runner.RegisterTask(CompleteAsync(request, outputs));

    public void StartOutputs(Resource resource, Output<IDictionary<string, object?>> outputs)
        => deployment.Runner.RegisterTask(RegisterOutputsAsync(resource, outputs));

    private async Task CompleteAsync(ResourceRequest request, ImmutableDictionary<string, OutputCompletion> outputs)
    {
        try
        {
            var answer = await ObtainAsync(request).ConfigureAwait(false);
            Fill(request.Resource, answer, outputs);
            foreach (var output in outputs.Values)
            {
                output.ResolveDefault(isKnown: !deployment.Settings.IsDryRun && answer.Succeeded);
            }
        }
        catch (Exception exception)
        {
            foreach (var output in outputs.Values)
            {
                output.Fail(exception);
            }

            throw;
        }
    }

    private static void Fill(Resource resource, ResourceAnswer answer, ImmutableDictionary<string, OutputCompletion> outputs)
    {
        outputs[WireConstants.Urn].Resolve(OutputData<object?>.Known(answer.Urn));
        if (resource is CustomResource)
        {
            outputs[WireConstants.Id].Resolve(OutputData<object?>.Known(answer.Id) with { IsKnown = answer.Id.Length > 0 });
        }

        var converter = new Converter(warning => Log.Warn(warning, resource));
        foreach (var (name, output) in outputs)
        {
            if (name is WireConstants.Urn or WireConstants.Id || !answer.State.Fields.TryGetValue(name, out var value))
            {
                continue;
            }

            var dependencies = answer.Dependencies.GetValueOrDefault(name) ?? [];
            output.Resolve(converter.Convert($"{resource.GetType().FullName}.{name}", value, output.Type) with
            {
                Resources = [.. dependencies.Select(urn => new DependencyResource(urn))],
            });
        }
    }

    private async Task<ResourceAnswer> ObtainAsync(ResourceRequest request)
    {
        if (request.Options.Urn is { } urn)
        {
            return await LookUpAsync(urn).ConfigureAwait(false);
        }

        if (request.Options.Id is not null)
        {
            var id = await request.Options.Id.ToOutput().DataTask.ConfigureAwait(false);
            if (id.IsKnown && !string.IsNullOrEmpty(id.Value))
            {
                return await ReadAsync(request, id.Value).ConfigureAwait(false);
            }
        }

        return await RegisterAsync(request).ConfigureAwait(false);
    }

    private async Task<ResourceAnswer> LookUpAsync(string urn)
    {
        var args = new DictionaryInvokeArgs(ImmutableDictionary<string, object?>.Empty.Add(WireConstants.Urn, urn));
        var result = await deployment.Functions.InvokeRawAsync("pulumi:pulumi:getResource", args).ConfigureAwait(false);
        return new ResourceAnswer(
            result.Fields[WireConstants.Urn].StringValue,
            result.Fields.TryGetValue(WireConstants.Id, out var id) ? id.StringValue : "",
            result.Fields[WireConstants.State].StructValue);
    }

    private async Task<ResourceAnswer> ReadAsync(ResourceRequest request, string id)
    {
        if (!request.Custom)
        {
            throw new ArgumentException($"{nameof(ResourceOptions)}.{nameof(ResourceOptions.Id)} is only valid for a {nameof(CustomResource)}");
        }

        Log.Debug($"Reading resource: id={id}, t={request.Type}, name={request.Name}");
        var prepared = await _preparation.PrepareAsync(request).ConfigureAwait(false);
        var message = new ReadResourceRequest
        {
            Type = request.Type,
            Name = request.Name,
            Id = id,
            Parent = prepared.Parent,
            Provider = prepared.Provider,
            Properties = prepared.Properties,
            Version = request.Options.Version ?? "",
            AcceptSecrets = true,
            AcceptResources = !ProgramEnvironment.DisablesResourceReferences,
            PackageRef = prepared.PackageReference ?? "",
            Dependencies = { prepared.Dependencies },
        };
        var response = await deployment.Monitor.ReadResourceAsync(request.Resource, message).ConfigureAwait(false);
        return new ResourceAnswer(response.Urn, id, response.Properties ?? new());
    }

    private async Task<ResourceAnswer> RegisterAsync(ResourceRequest request)
    {
        Log.Debug($"Registering resource: t={request.Type}, name={request.Name}, custom={request.Custom}, remote={request.Remote}");
        var message = await _preparation.BuildAsync(request).ConfigureAwait(false);
        var response = await deployment.Monitor.RegisterResourceAsync(request.Resource, message).ConfigureAwait(false);
        Log.Debug($"Registered resource: t={request.Type}, name={request.Name}, urn={response.Urn}");
        return new ResourceAnswer(response.Urn, response.Id, response.Object ?? new())
        {
            Succeeded = response.Result == Result.Success,
            Dependencies = response.PropertyDependencies.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<string>)entry.Value.Urns),
        };
    }

    private async Task RegisterOutputsAsync(Resource resource, Output<IDictionary<string, object?>> outputs)
    {
        var urn = await resource.Urn.DataTask.ConfigureAwait(false);
        var properties = await outputs.DataTask.ConfigureAwait(false);
        var keepResources = await deployment.Features.SupportsAsync(MonitorFeatures.ResourceReferences).ConfigureAwait(false);
        var serialized = await PropertySerializer.SerializeAsync(
            "monitor.registerResourceOutputs(...)",
            properties.IsKnown && properties.Value is { } known ? known : ImmutableDictionary<string, object?>.Empty,
            new SerializationOptions(KeepResources: keepResources)).ConfigureAwait(false);
        Log.Debug($"Registering outputs: urn={urn.Value}");
        await deployment.Monitor.RegisterResourceOutputsAsync(new RegisterResourceOutputsRequest { Urn = urn.Value, Outputs = serialized.Object }).ConfigureAwait(false);
    }
}

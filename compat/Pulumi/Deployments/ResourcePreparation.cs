using Pulumi.Serialization;
using Pulumirpc;

namespace Pulumi;

/// <summary>Builds the registration of a resource out of its arguments and options.</summary>
internal sealed class ResourcePreparation(Deployment deployment)
{
    public async Task<PreparedResource> PrepareAsync(ResourceRequest request)
    {
        var options = request.Options;
        var explicitly = await options.DependsOn.ToOutput().DataTask.ConfigureAwait(false);
        var dependencies = await ResourceGraph.UrnsAsync(explicitly.IsKnown && !explicitly.Value.IsDefault ? explicitly.Value : []).ConfigureAwait(false);

        var keepResources = await deployment.Features.SupportsAsync(MonitorFeatures.ResourceReferences).ConfigureAwait(false);
        var keepOutputs = request.Remote && await deployment.Features.SupportsAsync(MonitorFeatures.OutputValues).ConfigureAwait(false);
        var arguments = await request.Args.ToDictionaryAsync().ConfigureAwait(false);
        var serialized = await PropertySerializer.SerializeAsync(
            request.Label,
            arguments.Where(entry => entry.Key is not (WireConstants.Urn or WireConstants.Id)),
            new SerializationOptions(keepResources, keepOutputs, ExcludeReferences: request.Remote && keepResources)).ConfigureAwait(false);

        var byProperty = new Dictionary<string, HashSet<string>>();
        foreach (var (property, resources) in serialized.Dependencies)
        {
            byProperty[property] = await ResourceGraph.UrnsAsync(resources).ConfigureAwait(false);
            dependencies.UnionWith(byProperty[property]);
        }

        var provider = request.Custom ? options.Provider ?? options.Parent?.ProviderFor(request.Type) : null;
        return new PreparedResource(
            serialized.Object,
            await ParentAsync(request).ConfigureAwait(false),
            await ProviderResource.ReferenceOf(provider).ConfigureAwait(false),
            await deployment.Packages.ReferenceAsync(request.Package).ConfigureAwait(false))
        {
            Dependencies = dependencies,
            PropertyDependencies = byProperty,
        };
    }

    public async Task<RegisterResourceRequest> BuildAsync(ResourceRequest request)
    {
        var options = request.Options;
        var custom = options as CustomResourceOptions;
        if (options.DeletedWith is not null)
        {
            await deployment.Features.RequireAsync(MonitorFeatures.DeletedWith, "the DeletedWith option").ConfigureAwait(false);
        }

        var prepared = await PrepareAsync(request).ConfigureAwait(false);
        var message = new RegisterResourceRequest
        {
            Type = request.Type,
            Name = request.Name,
            Parent = prepared.Parent,
            Custom = request.Custom,
            Remote = request.Remote,
            Object = prepared.Properties,
            Provider = prepared.Provider,
            Version = options.Version ?? "",
            PluginDownloadURL = options.PluginDownloadURL ?? "",
            PackageRef = prepared.PackageReference ?? "",
            ImportId = custom?.ImportId ?? "",
            AcceptSecrets = true,
            AcceptResources = !ProgramEnvironment.DisablesResourceReferences,
            SupportsResultReporting = true,
            CustomTimeouts = options.CustomTimeouts?.ToWire(),
            DeleteBeforeReplaceDefined = custom?.DeleteBeforeReplace is not null,
            DeleteBeforeReplace = custom?.DeleteBeforeReplace ?? false,
            DeletedWith = options.DeletedWith is null ? "" : await UrnAsync(options.DeletedWith).ConfigureAwait(false),
            Hooks = await HookRegistry.BindingAsync(options.Hooks).ConfigureAwait(false),
            Dependencies = { prepared.Dependencies },
            IgnoreChanges = { options.IgnoreChanges },
            HideDiffs = { options.HideDiffs },
            ReplaceWith = { await ReplaceWithAsync(options).ConfigureAwait(false) },
            Transforms = { await deployment.Transforms.RegisterAsync(options.ResourceTransforms).ConfigureAwait(false) },
        };
        foreach (var (property, urns) in prepared.PropertyDependencies)
        {
            message.PropertyDependencies[property] = new() { Urns = { urns } };
        }

        if (options.Protect is { } protect)
        {
            message.Protect = protect;
        }

        if (options.RetainOnDelete is { } retain)
        {
            message.RetainOnDelete = retain;
        }

        if (custom is not null)
        {
            message.AdditionalSecretOutputs.AddRange(custom.AdditionalSecretOutputs);
            message.ReplaceOnChanges.AddRange(custom.ReplaceOnChanges);
            message.EnvVarMappings.Add(custom.EnvVarMappings);
        }

        if (options.ReplacementTrigger is not null)
        {
            var keep = await deployment.Features.SupportsAsync(MonitorFeatures.ResourceReferences).ConfigureAwait(false);
            message.ReplacementTrigger = await new Serializer(new SerializationOptions(KeepResources: keep))
                .SerializeAsync($"{request.Label}.replacementTrigger", options.ReplacementTrigger).ConfigureAwait(false);
        }

        await AddProvidersAsync(request, message).ConfigureAwait(false);
        await AddAliasesAsync(request, message).ConfigureAwait(false);
        return message;
    }

    private async Task<string> ParentAsync(ResourceRequest request)
    {
        var parent = request.Options.Parent ?? (request.Type == Stack.TypeToken ? null : deployment.Stack);
        return parent is null ? "" : await UrnAsync(parent).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<string>> ReplaceWithAsync(ResourceOptions options)
    {
        var resources = await options.ReplaceWith.ToOutput().DataTask.ConfigureAwait(false);
        if (!resources.IsKnown || resources.Value.IsDefaultOrEmpty)
        {
            return [];
        }

        await deployment.Features.RequireAsync(MonitorFeatures.ReplaceWith, "the ReplaceWith option").ConfigureAwait(false);
        var urns = new List<string>();
        foreach (var resource in resources.Value)
        {
            if (resource is not null && await UrnAsync(resource).ConfigureAwait(false) is { Length: > 0 } urn)
            {
                urns.Add(urn);
            }
        }

        return urns;
    }

    // Only a component that a plugin constructs needs the providers by name; a local one hands them to its children itself.
    private static async Task AddProvidersAsync(ResourceRequest request, RegisterResourceRequest message)
    {
        if (!request.Remote || request.Options is not ComponentResourceOptions options)
        {
            return;
        }

        foreach (var provider in options.Provider is { } single ? [.. options.Providers, single] : options.Providers)
        {
            message.Providers[provider.Package] = await ProviderResource.ReferenceOf(provider).ConfigureAwait(false);
        }
    }

    private async Task AddAliasesAsync(ResourceRequest request, RegisterResourceRequest message)
    {
        if (!await deployment.Features.SupportsAsync(MonitorFeatures.AliasSpecs).ConfigureAwait(false))
        {
            message.AliasURNs.AddRange(await AliasUrns.ExpandAsync(request.Resource, request.Options).ConfigureAwait(false));
            return;
        }

        foreach (var alias in request.Options.Aliases)
        {
            var data = await alias.ToOutput().DataTask.ConfigureAwait(false);
            if (data.IsKnown)
            {
                message.Aliases.Add(await AliasUrns.ToWireAsync(data.Value).ConfigureAwait(false));
            }
        }
    }

    private static async Task<string> UrnAsync(Resource resource)
    {
        var data = await resource.Urn.DataTask.ConfigureAwait(false);
        return data.Value ?? "";
    }
}

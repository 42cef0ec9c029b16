using Pulumirpc;

namespace Pulumi;

/// <summary>Resource options on their way to a transform and back.</summary>
internal static class TransformOptions
{
    public static ResourceOptions FromWire(TransformRequest request)
    {
        var wire = request.Options ?? new TransformResourceOptions();
        ResourceOptions options = request.Custom
            ? new CustomResourceOptions
            {
                DeleteBeforeReplace = wire.HasDeleteBeforeReplace ? wire.DeleteBeforeReplace : null,
                AdditionalSecretOutputs = [.. wire.AdditionalSecretOutputs],
                ImportId = Text(wire.Import),
            }
            : new ComponentResourceOptions
            {
                Providers = [.. wire.Providers.Values.Select(reference => new DependencyProviderResource(reference))],
            };
        options.Aliases = [.. wire.Aliases.Select(alias => (Input<Alias>)AliasUrns.FromWire(alias))];
        options.CustomTimeouts = wire.CustomTimeouts is null ? null : new CustomTimeouts
        {
            Create = WireDuration.Parse(wire.CustomTimeouts.Create),
            Update = WireDuration.Parse(wire.CustomTimeouts.Update),
            Delete = WireDuration.Parse(wire.CustomTimeouts.Delete),
        };
        options.DeletedWith = Text(wire.DeletedWith) is { } deletedWith ? new DependencyResource(deletedWith) : null;
        options.ReplaceWith = References(wire.ReplaceWith);
        options.DependsOn = References(wire.DependsOn);
        options.IgnoreChanges = [.. wire.IgnoreChanges];
        options.ReplaceOnChanges = [.. wire.ReplaceOnChanges];
        options.HideDiffs = [.. wire.HideDiff];
        options.Parent = Text(request.Parent) is { } parent ? new DependencyResource(parent) : null;
        options.Provider = Text(wire.Provider) is { } provider ? new DependencyProviderResource(provider) : null;
        options.PluginDownloadURL = Text(wire.PluginDownloadUrl);
        options.Version = Text(wire.Version);
        options.Protect = wire.HasProtect ? wire.Protect : null;
        options.RetainOnDelete = wire.HasRetainOnDelete ? wire.RetainOnDelete : null;
        options.Hooks = HookReferences.FromWire(wire.Hooks);
        return options;
    }

    public static async Task<TransformResourceOptions> ToWireAsync(ResourceOptions options)
    {
        var wire = new TransformResourceOptions
        {
            CustomTimeouts = options.CustomTimeouts?.ToWire(),
            DeletedWith = options.DeletedWith is null ? "" : (await options.DeletedWith.Urn.DataTask.ConfigureAwait(false)).Value,
            PluginDownloadUrl = options.PluginDownloadURL ?? "",
            Provider = await ProviderResource.ReferenceOf(options.Provider).ConfigureAwait(false),
            Version = options.Version ?? "",
            Hooks = await HookRegistry.BindingAsync(options.Hooks).ConfigureAwait(false),
            IgnoreChanges = { options.IgnoreChanges },
            ReplaceOnChanges = { options.ReplaceOnChanges },
            HideDiff = { options.HideDiffs },
            DependsOn = { await UrnsAsync(options.DependsOn).ConfigureAwait(false) },
            ReplaceWith = { await UrnsAsync(options.ReplaceWith).ConfigureAwait(false) },
        };
        if (options.Protect is { } protect)
        {
            wire.Protect = protect;
        }

        if (options.RetainOnDelete is { } retain)
        {
            wire.RetainOnDelete = retain;
        }

        foreach (var alias in options.Aliases)
        {
            var data = await alias.ToOutput().DataTask.ConfigureAwait(false);
            if (data.IsKnown)
            {
                wire.Aliases.Add(await AliasUrns.ToWireAsync(data.Value).ConfigureAwait(false));
            }
        }

        switch (options)
        {
            case CustomResourceOptions custom:
                wire.AdditionalSecretOutputs.AddRange(custom.AdditionalSecretOutputs);
                wire.Import = custom.ImportId ?? "";
                if (custom.DeleteBeforeReplace is { } deleteBeforeReplace)
                {
                    wire.DeleteBeforeReplace = deleteBeforeReplace;
                }

                break;
            case ComponentResourceOptions component:
                foreach (var provider in component.Providers)
                {
                    wire.Providers[provider.Package] = await ProviderResource.ReferenceOf(provider).ConfigureAwait(false);
                }

                break;
        }

        return wire;
    }

    private static string? Text(string text) => text.Length == 0 ? null : text;

    private static Resource[] References(IEnumerable<string> urns) => [.. urns.Select(urn => new DependencyResource(urn))];

    private static async Task<HashSet<string>> UrnsAsync(InputList<Resource> resources)
    {
        var data = await resources.ToOutput().DataTask.ConfigureAwait(false);
        return data.IsKnown && !data.Value.IsDefault ? await ResourceGraph.UrnsAsync(data.Value).ConfigureAwait(false) : [];
    }
}

using System.Collections.Immutable;
using Pulumi.Serialization;

namespace Pulumi;

/// <summary>Something that the engine keeps track of: a resource of a provider, or a component that groups such.</summary>
public class Resource
{
    private readonly string _type;
    private readonly string _name;
    private readonly HashSet<Resource> _children = [];

    private protected Resource(string type, string name, bool custom, ResourceArgs args, ResourceOptions options, ResourceKind kind, RegisterPackageRequest? package)
    {
        _type = type;
        _name = name;
        if (kind == ResourceKind.Reference)
        {
            return;
        }

        RequireText(type, nameof(type));
        RequireText(name, nameof(name));
        var remote = kind == ResourceKind.Remote;
        var outputs = OutputCompletion.Initialize(this, all: this is CustomResource || remote || options.Urn is not null);

        var transformed = Transform(args, options);
        (args, options) = (transformed.Args, transformed.Options.Copy());
        InheritFromParent(options, custom);

        Protect = options.Protect;
        Provider = custom ? options.Provider : null;
        Version = options.Version;
        PluginDownloadURL = options.PluginDownloadURL;
        Aliases = [.. options.Aliases.Select(alias => (Input<string>)AliasUrns.Collapse(alias, name, type, options.Parent))];

        Deployment.Internal.Resources.Start(new ResourceRequest(this, remote, args, options, package), outputs);
    }

    [Output("urn")]
    public Output<string> Urn { get; private protected set; } = null!;

    internal ImmutableArray<Input<string>> Aliases { get; } = [];

    internal bool? Protect { get; }

    internal ProviderResource? Provider { get; }

    /// <summary>The providers that children take, by package.</summary>
    internal ImmutableDictionary<string, ProviderResource> Providers { get; private set; } = ImmutableDictionary<string, ProviderResource>.Empty;

    internal string? Version { get; }

    internal string? PluginDownloadURL { get; }

    private ImmutableArray<ResourceTransformation> Transformations { get; set; } = [];

    public string GetResourceType() => _type;

    public string GetResourceName() => _name;

    internal ImmutableArray<Resource> Children()
    {
        lock (_children)
        {
            return [.. _children];
        }
    }

    /// <summary>The provider for a token <c>package:module:member</c>, if one was given for its package.</summary>
    internal ProviderResource? ProviderFor(string token)
        => token.Split(':') is [var package, _, _] ? Providers.GetValueOrDefault(package) : null;

    private static void RequireText(string value, string parameter)
    {
        if (string.IsNullOrEmpty(value))
        {
            throw new ArgumentException($"'{parameter}' cannot be null or empty.", parameter);
        }
    }

    private (ResourceArgs Args, ResourceOptions Options) Transform(ResourceArgs args, ResourceOptions options)
    {
        // A resource without a parent belongs to the stack: it takes the stack's transformations, but not its providers.
        var parent = _type == Stack.TypeToken ? null : options.Parent ?? (options.Urn is null ? Deployment.Internal.Stack : null);
        Transformations = [.. options.ResourceTransformations, .. parent?.Transformations ?? []];
        foreach (var transformation in Transformations)
        {
            if (transformation(new ResourceTransformationArgs(this, args, options)) is not { } result)
            {
                continue;
            }

            if (result.Options.Parent != options.Parent)
            {
                throw new ArgumentException("Transformations cannot currently be used to change the 'parent' of a resource.");
            }

            (args, options) = (result.Args, result.Options);
        }

        return (args, options);
    }

    private void InheritFromParent(ResourceOptions options, bool custom)
    {
        var given = (options as ComponentResourceOptions)?.Providers ?? [];
        if (options.Provider is not null && given.Count > 0)
        {
            throw new ResourceException("Do not supply both 'provider' and 'providers' options to a ComponentResource.", options.Parent);
        }

        if (options.Parent is { } parent)
        {
            lock (parent._children)
            {
                parent._children.Add(this);
            }

            options.Protect ??= parent.Protect;
            Providers = parent.Providers;
        }

        if (!custom)
        {
            foreach (var provider in options.Provider is { } single ? [single] : given)
            {
                Providers = Providers.SetItem(provider.Package, provider);
            }
        }
        else if (options.Provider is null)
        {
            options.Provider = options.Parent?.ProviderFor(_type);
        }
        else if (_type.Split(':') is [var package, _, _])
        {
            Providers = Providers.SetItem(package, options.Provider);
        }
    }
}

/// <summary>How a resource object comes to its state.</summary>
internal enum ResourceKind
{
    /// <summary>Registered by this program.</summary>
    Local,

    /// <summary>A component that a provider plugin constructs.</summary>
    Remote,

    /// <summary>Only a URN: stands for a resource that exists elsewhere and is not registered.</summary>
    Reference,
}

using System.Collections.Immutable;

namespace Pulumi;

/// <summary>Changes the properties and options of a resource just before the engine registers it, those of remote components included.</summary>
public delegate Task<ResourceTransformResult?> ResourceTransform(ResourceTransformArgs args, CancellationToken cancellationToken = default);

/// <summary>What a transform sees.</summary>
public readonly struct ResourceTransformArgs
{
    public ResourceTransformArgs(string name, string type, bool custom, ImmutableDictionary<string, object?> args, ResourceOptions options)
    {
        Name = name;
        Type = type;
        Custom = custom;
        Args = args;
        Options = options;
    }

    public string Name { get; }

    public string Type { get; }

    public bool Custom { get; }

    public ImmutableDictionary<string, object?> Args { get; }

    public ResourceOptions Options { get; }
}

/// <summary>What a transform makes of it.</summary>
public readonly struct ResourceTransformResult
{
    public ResourceTransformResult(ImmutableDictionary<string, object?> args, ResourceOptions options)
    {
        Args = args;
        Options = options;
    }

    public ImmutableDictionary<string, object?> Args { get; }

    public ResourceOptions Options { get; }
}

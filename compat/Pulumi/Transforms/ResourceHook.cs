using System.Collections.Immutable;

namespace Pulumi;

/// <summary>Runs before or after a step of a resource's life.</summary>
public delegate Task ResourceHookCallback(ResourceHookArgs args, CancellationToken cancellationToken = default);

/// <summary>A named function of the program that the engine calls around the steps of the resources it is bound to.</summary>
public class ResourceHook
{
    public ResourceHook(string name, ResourceHookCallback callback, ResourceHookOptions? options = null)
    {
        Name = name;
        Callback = callback;
        Options = options ?? new ResourceHookOptions();
        Registered = Deployment.Internal.Hooks.Register(this);
    }

    protected ResourceHook(string name, ResourceHookCallback callback, ResourceHookOptions options, Task registered)
    {
        Name = name;
        Callback = callback;
        Options = options ?? new ResourceHookOptions();
        Registered = registered;
    }

    public string Name { get; }

    public ResourceHookCallback Callback { get; }

    public ResourceHookOptions Options { get; }

    internal Task Registered { get; }
}

/// <summary>When a hook runs and what its failure means.</summary>
public class ResourceHookOptions
{
    public bool? OnDryRun { get; set; }

    public bool? IgnoreErrors { get; set; }
}

/// <summary>The resource a hook runs for.</summary>
public class ResourceHookArgs
{
    public ResourceHookArgs(
        string urn,
        string id,
        string name,
        string type,
        ImmutableDictionary<string, object?>? newInputs = null,
        ImmutableDictionary<string, object?>? oldInputs = null,
        ImmutableDictionary<string, object?>? newOutputs = null,
        ImmutableDictionary<string, object?>? oldOutputs = null)
    {
        Urn = urn;
        Id = id;
        Name = name;
        Type = type;
        NewInputs = newInputs;
        OldInputs = oldInputs;
        NewOutputs = newOutputs;
        OldOutputs = oldOutputs;
    }

    public string Urn { get; }

    public string Id { get; }

    public string Name { get; }

    public string Type { get; }

    public ImmutableDictionary<string, object?>? NewInputs { get; }

    public ImmutableDictionary<string, object?>? OldInputs { get; }

    public ImmutableDictionary<string, object?>? NewOutputs { get; }

    public ImmutableDictionary<string, object?>? OldOutputs { get; }
}

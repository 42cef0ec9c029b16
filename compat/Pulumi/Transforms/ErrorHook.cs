using System.Collections.Immutable;

namespace Pulumi;

/// <summary>Runs when a step of a resource failed; gives true to have the step tried again.</summary>
public delegate Task<bool> ErrorHookCallback(ErrorHookArgs args, CancellationToken cancellationToken = default);

/// <summary>A named function of the program that decides what happens after a failed step.</summary>
public class ErrorHook
{
    public ErrorHook(string name, ErrorHookCallback callback)
    {
        Name = name;
        Callback = callback;
        Registered = Deployment.Internal.Hooks.Register(this);
    }

    protected internal ErrorHook(string name, ErrorHookCallback callback, Task registered)
    {
        Name = name;
        Callback = callback;
        Registered = registered;
    }

    public string Name { get; }

    public ErrorHookCallback Callback { get; }

    internal Task Registered { get; }
}

/// <summary>The resource and the step that failed.</summary>
public class ErrorHookArgs
{
    public ErrorHookArgs(
        string urn,
        string id,
        string name,
        string type,
        ImmutableDictionary<string, object?>? newInputs = null,
        ImmutableDictionary<string, object?>? oldInputs = null,
        ImmutableDictionary<string, object?>? oldOutputs = null,
        string failedOperation = "",
        IReadOnlyList<string>? errors = null)
    {
        Urn = urn;
        Id = id;
        Name = name;
        Type = type;
        NewInputs = newInputs;
        OldInputs = oldInputs;
        OldOutputs = oldOutputs;
        FailedOperation = failedOperation;
        Errors = errors ?? [];
    }

    public string Urn { get; }

    public string Id { get; }

    public string Name { get; }

    public string Type { get; }

    public ImmutableDictionary<string, object?>? NewInputs { get; }

    public ImmutableDictionary<string, object?>? OldInputs { get; }

    public ImmutableDictionary<string, object?>? OldOutputs { get; }

    public string FailedOperation { get; }

    /// <summary>The error messages, newest first.</summary>
    public IReadOnlyList<string> Errors { get; }
}

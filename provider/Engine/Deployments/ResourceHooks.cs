using System.Collections.Concurrent;
using System.Collections.Immutable;
using Sluice.Engine.Events;
using Sluice.Engine.Providers;

namespace Sluice.Engine.Deployments;

/// <summary>The hooks that the program of a run has registered, by name, and how they are run.</summary>
internal sealed class ResourceHooks(DeploymentOptions options, IEventSink events)
{
    /// <summary>How often one operation is tried, as in the Pulumi engine.</summary>
    public const int MaxAttempts = 100;

    private readonly ConcurrentDictionary<string, object> _all = new(StringComparer.Ordinal);

    /// <exception cref="EngineException">The name is empty or taken.</exception>
    public void Add(string name, IResourceHook hook) => Keep(name, hook);

    /// <inheritdoc cref="Add(string, IResourceHook)"/>
    public void Add(string name, IErrorHook hook) => Keep(name, hook);

    /// <summary>Runs the hooks of a point one after the other.</summary>
    /// <exception cref="EngineException">One failed, or is not registered.</exception>
    public async Task RunAsync(ImmutableSortedDictionary<string, ImmutableArray<string>> hooks, string point, HookCall call, CancellationToken cancellation)
    {
        foreach (var name in hooks.GetValueOrDefault(point, []))
        {
            var hook = _all.GetValueOrDefault(name) as IResourceHook ?? throw Missing(name);
            if (options.Mode == RunMode.Preview && !hook.OnPreview)
            {
                continue;
            }

            try
            {
                await hook.RunAsync(call, cancellation);
            }
            catch (EngineException e) when (hook.IgnoreErrors)
            {
                events.Publish(new EngineEvent.Diagnostic(Severity.Warning, call.Urn, $"{point} hook \"{name}\" failed: {e.Message}"));
            }
            catch (EngineException e)
            {
                throw new EngineException($"{(point.StartsWith("Before", StringComparison.Ordinal) ? "before" : "after")} hook \"{name}\" failed: {e.Message}", e);
            }
        }
    }

    /// <summary>Whether a hook wants a failed operation tried again; all are asked.</summary>
    /// <exception cref="EngineException">One failed, or is not registered.</exception>
    public async Task<bool> ShouldRetryAsync(
        ImmutableSortedDictionary<string, ImmutableArray<string>> hooks,
        HookCall call,
        string operation,
        IReadOnlyList<string> errors,
        CancellationToken cancellation)
    {
        var retry = false;
        foreach (var name in hooks.GetValueOrDefault(HookPoint.OnError, []))
        {
            var hook = _all.GetValueOrDefault(name) as IErrorHook ?? throw Missing(name);
            try
            {
                retry |= await hook.ShouldRetryAsync(call, operation, errors, cancellation);
            }
            catch (EngineException e)
            {
                throw new EngineException($"error hook \"{name}\" failed: {e.Message}", e);
            }
        }

        return retry;
    }

    private static EngineException Missing(string name) =>
        new($"hook \"{name}\" was not registered. Register it in every run, before the resources that name it, and for as long as the state has resources that do.");

    private void Keep(string name, object hook)
    {
        if (name.Length == 0)
        {
            throw new EngineException("resource hook name cannot be empty");
        }

        if (!_all.TryAdd(name, hook))
        {
            throw new EngineException($"resource hook already registered for name \"{name}\"");
        }
    }
}

using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Pulumi.Serialization;
using Pulumirpc;

namespace Pulumi;

/// <summary>Makes the hooks of a program known to the engine.</summary>
internal sealed class HookRegistry(Deployment deployment)
{
    public Task Register(ResourceHook hook)
    {
        var task = RegisterAsync(hook);
        deployment.Runner.RegisterTask(task);
        return task;
    }

    public Task Register(ErrorHook hook)
    {
        var task = RegisterAsync(hook);
        deployment.Runner.RegisterTask(task);
        return task;
    }

    /// <summary>The names of the hooks, once the engine knows them.</summary>
    public static async Task<RegisterResourceRequest.Types.ResourceHooksBinding> BindingAsync(ResourceHookBinding hooks)
    {
        var binding = new RegisterResourceRequest.Types.ResourceHooksBinding();
        foreach (var (from, to) in new[]
        {
            (hooks.BeforeCreate, binding.BeforeCreate),
            (hooks.AfterCreate, binding.AfterCreate),
            (hooks.BeforeUpdate, binding.BeforeUpdate),
            (hooks.AfterUpdate, binding.AfterUpdate),
            (hooks.BeforeDelete, binding.BeforeDelete),
            (hooks.AfterDelete, binding.AfterDelete),
        })
        {
            foreach (var hook in from)
            {
                await hook.Registered.ConfigureAwait(false);
                to.Add(hook.Name);
            }
        }

        foreach (var hook in hooks.OnError)
        {
            await hook.Registered.ConfigureAwait(false);
            binding.OnError.Add(hook.Name);
        }

        return binding;
    }

    private async Task RegisterAsync(ResourceHook hook)
    {
        await deployment.Features.RequireAsync(MonitorFeatures.ResourceHooks, "resource hooks").ConfigureAwait(false);
        var callback = await deployment.Callbacks.AddAsync(async (message, cancellationToken) =>
        {
            var request = ResourceHookRequest.Parser.ParseFrom(message);
            var args = new ResourceHookArgs(
                request.Urn,
                request.Id,
                request.Name,
                request.Type,
                Properties(request.NewInputs),
                Properties(request.OldInputs),
                Properties(request.NewOutputs),
                Properties(request.OldOutputs));
            try
            {
                await hook.Callback(args, cancellationToken).ConfigureAwait(false);
                return new ResourceHookResponse();
            }
            catch (Exception exception)
            {
                return new ResourceHookResponse { Error = exception.Message };
            }
        }).ConfigureAwait(false);
        await deployment.Monitor.RegisterResourceHookAsync(new RegisterResourceHookRequest
        {
            Name = hook.Name,
            Callback = callback,
            OnDryRun = hook.Options.OnDryRun ?? false,
            IgnoreErrors = hook.Options.IgnoreErrors ?? false,
        }).ConfigureAwait(false);
    }

    private async Task RegisterAsync(ErrorHook hook)
    {
        await deployment.Features.RequireAsync(MonitorFeatures.ResourceHooks, "resource hooks").ConfigureAwait(false);
        var callback = await deployment.Callbacks.AddAsync(async (message, cancellationToken) =>
        {
            var request = ErrorHookRequest.Parser.ParseFrom(message);
            var args = new ErrorHookArgs(
                request.Urn,
                request.Id,
                request.Name,
                request.Type,
                Properties(request.NewInputs),
                Properties(request.OldInputs),
                Properties(request.OldOutputs),
                request.FailedOperation,
                request.Errors);
            try
            {
                return new ErrorHookResponse { Retry = await hook.Callback(args, cancellationToken).ConfigureAwait(false) };
            }
            catch (Exception exception)
            {
                return new ErrorHookResponse { Error = exception.Message };
            }
        }).ConfigureAwait(false);
        await deployment.Monitor.RegisterErrorHookAsync(new RegisterErrorHookRequest { Name = hook.Name, Callback = callback }).ConfigureAwait(false);
    }

    private static ImmutableDictionary<string, object?>? Properties(Struct? properties)
        => properties?.Fields.ToImmutableDictionary(
            field => field.Key,
            field => Deserializer.Deserialize(field.Value) is { IsSecret: true } secret ? Output.CreateSecret(secret.Value) : Deserializer.Deserialize(field.Value).Value);
}

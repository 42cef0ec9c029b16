using Pulumirpc;

namespace Pulumi;

/// <summary>Hooks of which only the name is known here: they were registered elsewhere, or before.</summary>
internal static class HookReferences
{
    public static ResourceHookBinding FromWire(RegisterResourceRequest.Types.ResourceHooksBinding? binding) => binding is null ? new ResourceHookBinding() : new()
    {
        BeforeCreate = Hooks(binding.BeforeCreate),
        AfterCreate = Hooks(binding.AfterCreate),
        BeforeUpdate = Hooks(binding.BeforeUpdate),
        AfterUpdate = Hooks(binding.AfterUpdate),
        BeforeDelete = Hooks(binding.BeforeDelete),
        AfterDelete = Hooks(binding.AfterDelete),
        OnError = ErrorHooks(binding.OnError),
    };

    public static ResourceHookBinding FromWire(ConstructRequest.Types.ResourceHooksBinding? binding) => binding is null ? new ResourceHookBinding() : new()
    {
        BeforeCreate = Hooks(binding.BeforeCreate),
        AfterCreate = Hooks(binding.AfterCreate),
        BeforeUpdate = Hooks(binding.BeforeUpdate),
        AfterUpdate = Hooks(binding.AfterUpdate),
        BeforeDelete = Hooks(binding.BeforeDelete),
        AfterDelete = Hooks(binding.AfterDelete),
        OnError = ErrorHooks(binding.OnError),
    };

    private static List<ResourceHook> Hooks(IEnumerable<string> names) => [.. names.Select(name => new NamedHook(name))];

    private static List<ErrorHook> ErrorHooks(IEnumerable<string> names)
        => [.. names.Select(name => new ErrorHook(name, (_, _) => throw NotHere(name), Task.CompletedTask))];

    private static InvalidOperationException NotHere(string name) => new($"The hook '{name}' belongs to another program and cannot be called here.");

    private sealed class NamedHook(string name)
        : ResourceHook(name, (_, _) => throw NotHere(name), new ResourceHookOptions(), Task.CompletedTask);
}

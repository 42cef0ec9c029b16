using System.Collections.Immutable;
using Pulumirpc;
using Sluice.Engine.Deployments;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Monitor;

/// <summary>Turns registration messages into goals.</summary>
internal static class GoalReader
{
    public static ResourceGoal Read(RegisterResourceRequest request, ProgramCallbacks callbacks)
    {
        var dependencies = Urns(request.Dependencies);
        // Remote components and transforms may be given output values, which carry their own dependencies.
        var inputs = WireValues.Read(request.Object, keepOutputs: request.Remote || request.Transforms.Count > 0);
        var byProperty = request.PropertyDependencies.ToImmutableSortedDictionary(static p => p.Key, static p => Urns(p.Value.Urns), StringComparer.Ordinal);
        if (byProperty.IsEmpty && !request.Remote && !dependencies.IsEmpty)
        {
            byProperty = inputs.Names.ToImmutableSortedDictionary(static n => n, _ => dependencies, StringComparer.Ordinal);
        }

        return new ResourceGoal
        {
            Type = request.Type,
            Name = request.Name,
            Custom = request.Custom,
            Remote = request.Remote,
            Parent = Urn.Optional(request.Parent),
            Inputs = inputs,
            Protect = request.HasProtect ? request.Protect : null,
            Dependencies = dependencies,
            PropertyDependencies = byProperty,
            Provider = request.Provider,
            Providers = request.Providers.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Version = request.Version,
            DeleteBeforeReplace = request.DeleteBeforeReplaceDefined || request.DeleteBeforeReplace ? request.DeleteBeforeReplace : null,
            IgnoreChanges = [.. request.IgnoreChanges],
            ReplaceOnChanges = [.. request.ReplaceOnChanges],
            AdditionalSecretOutputs = [.. request.AdditionalSecretOutputs],
            Aliases = [.. request.AliasURNs.Select(static u => new AliasSpec { Urn = new Urn(u) }), .. request.Aliases.Select(ReadAlias)],
            ImportId = request.ImportId,
            Timeouts = ReadTimeouts(request.CustomTimeouts),
            RetainOnDelete = request.HasRetainOnDelete ? request.RetainOnDelete : null,
            DeletedWith = Urn.Optional(request.DeletedWith),
            ReplaceWith = Urns(request.ReplaceWith),
            ReplacementTrigger = request.ReplacementTrigger is { } trigger ? WireValues.Read(trigger) : null,
            Hooks = ReadHooks(request.Hooks),
            Transforms = [.. request.Transforms.Select(t => new ResourceTransform(callbacks.Of(t)))],
        };
    }

    public static ResourceGoal Read(ReadResourceRequest request) => new()
    {
        Type = request.Type,
        Name = request.Name,
        Custom = true,
        Parent = Urn.Optional(request.Parent),
        Inputs = WireValues.Read(request.Properties),
        Dependencies = Urns(request.Dependencies),
        Provider = request.Provider,
        Version = request.Version,
        AdditionalSecretOutputs = [.. request.AdditionalSecretOutputs],
    };

    public static ResourceGoal Read(ResourceInvokeRequest request) => new()
    {
        Type = request.Tok,
        Name = request.Tok,
        Custom = true,
        Provider = request.Provider,
        Version = request.Version,
    };

    public static ImmutableArray<Urn> Urns(IEnumerable<string> urns) => [.. urns.Where(static u => u.Length > 0).Distinct(StringComparer.Ordinal).Select(static u => new Urn(u))];

    public static AliasSpec ReadAlias(Alias alias)
    {
        if (alias.AliasCase == Alias.AliasOneofCase.Urn)
        {
            return new AliasSpec { Urn = new Urn(alias.Urn) };
        }

        var spec = alias.Spec;
        return new AliasSpec
        {
            Name = OrNull(spec.Name),
            Type = OrNull(spec.Type),
            Stack = OrNull(spec.Stack),
            Project = OrNull(spec.Project),
            Parent = Urn.Optional(spec.ParentUrn),
            NoParent = spec.NoParent,
        };
    }

    public static ImmutableSortedDictionary<string, ImmutableArray<string>> ReadHooks(RegisterResourceRequest.Types.ResourceHooksBinding? hooks)
    {
        if (hooks is null)
        {
            return ResourceState.NoHooks;
        }

        (string Point, IEnumerable<string> Names)[] all =
        [
            (HookPoint.BeforeCreate, hooks.BeforeCreate),
            (HookPoint.AfterCreate, hooks.AfterCreate),
            (HookPoint.BeforeUpdate, hooks.BeforeUpdate),
            (HookPoint.AfterUpdate, hooks.AfterUpdate),
            (HookPoint.BeforeDelete, hooks.BeforeDelete),
            (HookPoint.AfterDelete, hooks.AfterDelete),
            (HookPoint.OnError, hooks.OnError),
        ];
        return ResourceState.NoHooks.AddRange(all.Where(static h => h.Names.Any()).Select(static h => KeyValuePair.Create(h.Point, h.Names.ToImmutableArray())));
    }

    public static CustomTimeouts ReadTimeouts(RegisterResourceRequest.Types.CustomTimeouts? timeouts) => timeouts is null
        ? CustomTimeouts.None
        : new CustomTimeouts(
            GoDuration.Seconds(timeouts.Create, "create"),
            GoDuration.Seconds(timeouts.Update, "update"),
            GoDuration.Seconds(timeouts.Delete, "delete"),
            GoDuration.Seconds(timeouts.Read, "read"));

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}

using System.Collections.Immutable;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>Another name a resource had: a whole URN, or the parts in which it differed.</summary>
internal sealed record AliasSpec
{
    public Urn? Urn { get; init; }

    public string? Name { get; init; }

    public string? Type { get; init; }

    public string? Stack { get; init; }

    public string? Project { get; init; }

    public Urn? Parent { get; init; }

    public bool NoParent { get; init; }
}

/// <summary>What a program wants a resource to be: one RegisterResource call, free of the wire.</summary>
internal sealed record ResourceGoal
{
    public required string Type { get; init; }

    public required string Name { get; init; }

    public required bool Custom { get; init; }

    /// <summary>A component that a provider makes.</summary>
    public bool Remote { get; init; }

    public Urn? Parent { get; init; }

    public PropertyMap Inputs { get; init; } = PropertyMap.Empty;

    public bool? Protect { get; init; }

    public ImmutableArray<Urn> Dependencies { get; init; } = [];

    public ImmutableSortedDictionary<string, ImmutableArray<Urn>> PropertyDependencies { get; init; } = ResourceState.NoPropertyDependencies;

    public string Provider { get; init; } = "";

    public ImmutableSortedDictionary<string, string> Providers { get; init; } = NoProviders;

    public string Version { get; init; } = "";

    /// <summary>Null leaves the answer to the provider.</summary>
    public bool? DeleteBeforeReplace { get; init; }

    public ImmutableArray<string> IgnoreChanges { get; init; } = [];

    public ImmutableArray<string> ReplaceOnChanges { get; init; } = [];

    public ImmutableArray<string> AdditionalSecretOutputs { get; init; } = [];

    public ImmutableArray<AliasSpec> Aliases { get; init; } = [];

    public string ImportId { get; init; } = "";

    public CustomTimeouts Timeouts { get; init; } = CustomTimeouts.None;

    public bool? RetainOnDelete { get; init; }

    public Urn? DeletedWith { get; init; }

    public ImmutableArray<Urn> ReplaceWith { get; init; } = [];

    public PropertyValue? ReplacementTrigger { get; init; }

    /// <summary>Names of the hooks that run at the points of <see cref="HookPoint"/>.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Hooks { get; init; } = ResourceState.NoHooks;

    /// <summary>What this resource and all below it go through before they are registered, in this order.</summary>
    public ImmutableArray<IGoalTransform> Transforms { get; init; } = [];

    public string Package => Type.StartsWith(ResourceState.ProviderTypePrefix, StringComparison.Ordinal) ? Type[ResourceState.ProviderTypePrefix.Length..] : Type.Split(':')[0];

    public bool IsProvider => Type.StartsWith(ResourceState.ProviderTypePrefix, StringComparison.Ordinal);

    public static readonly ImmutableSortedDictionary<string, string> NoProviders = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}

/// <summary>How a registration ended, as the program learns it.</summary>
internal enum RegistrationOutcome
{
    Success,
    Failed,
    Skipped,
}

internal sealed record RegistrationResult(Urn Urn, string Id, PropertyMap Outputs, RegistrationOutcome Outcome)
{
    public IReadOnlyDictionary<string, IReadOnlyList<Urn>> PropertyDependencies { get; init; } = new Dictionary<string, IReadOnlyList<Urn>>();
}

/// <summary>Takes registrations: from the program over the wire, and from providers that make components in this process.</summary>
internal interface IRegistrar
{
    Task<RegistrationResult> RegisterAsync(ResourceGoal goal, CancellationToken cancellation);

    Task RegisterOutputsAsync(Urn urn, PropertyMap outputs, CancellationToken cancellation);
}

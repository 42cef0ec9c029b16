using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sluice.Engine.Values;

namespace Sluice.Engine.State;

/// <summary>Seconds a provider may take; zero leaves it to the provider.</summary>
internal sealed record CustomTimeouts(double Create, double Update, double Delete, double Read)
{
    public static readonly CustomTimeouts None = new(0, 0, 0, 0);
}

/// <summary>
/// One resource as the state file remembers it. Immutable; two states of one resource are told apart by reference,
/// because a replacement keeps an old and a new instance under one URN.
/// </summary>
internal sealed class ResourceState
{
    public required Urn Urn { get; init; }

    public required bool Custom { get; init; }

    public string Type => Urn.Type;

    public string Id { get; init; } = "";

    public PropertyMap Inputs { get; init; } = PropertyMap.Empty;

    public PropertyMap Outputs { get; init; } = PropertyMap.Empty;

    public Urn? Parent { get; init; }

    public bool Protect { get; init; }

    public bool Taint { get; init; }

    /// <summary>Read, not managed.</summary>
    public bool External { get; init; }

    /// <summary>The old instance of a replacement that waits for its deletion.</summary>
    public bool Delete { get; init; }

    public bool RetainOnDelete { get; init; }

    /// <summary>Deleted as the first half of a replacement whose second half has not happened.</summary>
    public bool PendingReplacement { get; init; }

    public ImmutableArray<Urn> Dependencies { get; init; } = [];

    public ImmutableSortedDictionary<string, ImmutableArray<Urn>> PropertyDependencies { get; init; } = NoPropertyDependencies;

    public ImmutableArray<string> InitErrors { get; init; } = [];

    /// <summary>The provider reference <c>urn::id</c>; empty for components and providers.</summary>
    public string Provider { get; init; } = "";

    public ImmutableArray<string> AdditionalSecretOutputs { get; init; } = [];

    public ImmutableArray<Urn> Aliases { get; init; } = [];

    public CustomTimeouts Timeouts { get; init; } = CustomTimeouts.None;

    public string ImportId { get; init; } = "";

    public Urn? DeletedWith { get; init; }

    public ImmutableArray<Urn> ReplaceWith { get; init; } = [];

    public PropertyValue? ReplacementTrigger { get; init; }

    public DateTimeOffset? Created { get; init; }

    public DateTimeOffset? Modified { get; init; }

    public ImmutableArray<string> IgnoreChanges { get; init; } = [];

    public ImmutableArray<string> ReplaceOnChanges { get; init; } = [];

    /// <summary>Names of the program's hooks by the point at which they run.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Hooks { get; init; } = NoHooks;

    /// <summary>Keys of the file this engine has no use for; written back as they were.</summary>
    public JsonObject? Extra { get; init; }

    public bool IsProvider => Type.StartsWith(ProviderTypePrefix, StringComparison.Ordinal);

    public const string ProviderTypePrefix = "pulumi:providers:";

    public static readonly ImmutableSortedDictionary<string, ImmutableArray<Urn>> NoPropertyDependencies =
        ImmutableSortedDictionary.Create<string, ImmutableArray<Urn>>(StringComparer.Ordinal);

    public static readonly ImmutableSortedDictionary<string, ImmutableArray<string>> NoHooks = ImmutableSortedDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal);

    /// <summary>Everything that must exist as long as this resource does.</summary>
    public IEnumerable<Urn> AllDependencies()
    {
        IEnumerable<Urn> all = [.. Dependencies, .. PropertyDependencies.Values.SelectMany(static d => d), .. ReplaceWith];
        all = Parent is { } parent ? all.Append(parent) : all;
        all = DeletedWith is { } with ? all.Append(with) : all;
        return (ProviderReference.TryParse(Provider, out var provider) ? all.Append(provider.Urn) : all).Distinct();
    }

    public ResourceState Changed(ResourceChanges changes) => new()
    {
        Urn = changes.Urn ?? Urn,
        Custom = Custom,
        Id = changes.Id ?? Id,
        Inputs = changes.Inputs ?? Inputs,
        Outputs = changes.Outputs ?? Outputs,
        Parent = changes.Rename is { } rename && Parent is { } parent ? rename(parent) : Parent,
        Protect = changes.Protect ?? Protect,
        Taint = Taint,
        External = External,
        Delete = changes.Delete ?? Delete,
        RetainOnDelete = RetainOnDelete,
        PendingReplacement = changes.PendingReplacement ?? PendingReplacement,
        Dependencies = changes.Rename is { } r1 ? [.. Dependencies.Select(r1)] : Dependencies,
        PropertyDependencies = changes.Rename is { } r2
            ? PropertyDependencies.ToImmutableSortedDictionary(p => p.Key, p => p.Value.Select(r2).ToImmutableArray(), StringComparer.Ordinal)
            : PropertyDependencies,
        InitErrors = changes.InitErrors ?? InitErrors,
        Provider = changes.Provider ?? Provider,
        AdditionalSecretOutputs = AdditionalSecretOutputs,
        Aliases = Aliases,
        Timeouts = Timeouts,
        ImportId = ImportId,
        DeletedWith = changes.Rename is { } r3 && DeletedWith is { } with ? r3(with) : DeletedWith,
        ReplaceWith = changes.Rename is { } r4 ? [.. ReplaceWith.Select(r4)] : ReplaceWith,
        ReplacementTrigger = ReplacementTrigger,
        Created = Created,
        Modified = changes.Modified ?? Modified,
        IgnoreChanges = IgnoreChanges,
        ReplaceOnChanges = ReplaceOnChanges,
        Hooks = Hooks,
        Extra = Extra,
    };
}

/// <summary>What <see cref="ResourceState.Changed"/> changes; null leaves a field as it is.</summary>
internal sealed record ResourceChanges
{
    public Urn? Urn { get; init; }

    public string? Id { get; init; }

    public PropertyMap? Inputs { get; init; }

    public PropertyMap? Outputs { get; init; }

    public bool? Protect { get; init; }

    public bool? Delete { get; init; }

    public bool? PendingReplacement { get; init; }

    public ImmutableArray<string>? InitErrors { get; init; }

    public string? Provider { get; init; }

    public DateTimeOffset? Modified { get; init; }

    /// <summary>Maps the URNs this resource refers to.</summary>
    public Func<Urn, Urn>? Rename { get; init; }
}

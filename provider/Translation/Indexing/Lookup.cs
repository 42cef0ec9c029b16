using System.Collections.Immutable;
using Sluice.GatewayApi.Core;

namespace Sluice.Translation.Indexing;

/// <summary>What a compiled part may depend on.</summary>
internal enum DependencyKind
{
    Service,
    Secret,
    ConfigMap,
    EndpointSlices,
    Grants,
    Policies,
}

/// <summary>Something that was looked up, and what was found; the part stays valid while the same is found.</summary>
internal readonly record struct Dependency(DependencyKind Kind, ObjectKey Key, object? Found);

/// <summary>Looks things up and remembers what, objects that do not exist included.</summary>
internal sealed class Lookup(ClusterIndex index)
{
    private readonly Dictionary<(DependencyKind, ObjectKey), object?> _seen = [];

    public Service? Service(ObjectKey key) => (Service?)Find(DependencyKind.Service, key);

    public Secret? Secret(ObjectKey key) => (Secret?)Find(DependencyKind.Secret, key);

    public ConfigMap? ConfigMap(ObjectKey key) => (ConfigMap?)Find(DependencyKind.ConfigMap, key);

    public EndpointSliceSet Slices(ObjectKey service) => (EndpointSliceSet)Find(DependencyKind.EndpointSlices, service)!;

    public PolicySet Policies(ObjectKey service) => (PolicySet)Find(DependencyKind.Policies, service)!;

    /// <summary>True for a mesh, whose references cross namespaces without a grant.</summary>
    public bool NeedsNoGrant { get; set; }

    /// <summary>True where the reference stays in its namespace or a grant of the target's namespace allows it.</summary>
    public bool IsPermitted(Referrer from, string toGroup, string toKind, ObjectKey to) =>
        NeedsNoGrant || from.Namespace == to.Namespace || ((GrantSet)Find(DependencyKind.Grants, new ObjectKey(to.Namespace, ""))!).Allows(from, toGroup, toKind, to.Name);

    public ImmutableArray<Dependency> Dependencies() => [.. _seen.Select(pair => new Dependency(pair.Key.Item1, pair.Key.Item2, pair.Value))];

    private object? Find(DependencyKind kind, ObjectKey key)
    {
        if (!_seen.TryGetValue((kind, key), out var found))
        {
            found = index.Current(kind, key);
            _seen.Add((kind, key), found);
        }

        return found;
    }
}

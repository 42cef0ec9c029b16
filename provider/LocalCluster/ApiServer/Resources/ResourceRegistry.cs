using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Sluice.LocalCluster.ApiServer.Resources;

/// <summary>Every resource the server serves. Replaced as a whole when a CustomResourceDefinition comes, changes or goes.</summary>
internal sealed class ResourceRegistry
{
    private readonly ImmutableArray<ResourceKind> _builtIn;
    private readonly Lock _lock = new();
    private ImmutableDictionary<string, ImmutableArray<ResourceKind>> _custom = ImmutableDictionary<string, ImmutableArray<ResourceKind>>.Empty;
    private volatile ResourceSet _current;

    public ResourceRegistry(IEnumerable<ResourceKind> builtIn)
    {
        _builtIn = [.. builtIn];
        _current = new ResourceSet(_builtIn);
    }

    public ResourceSet Current => _current;

    /// <summary>Sets the versions served for a definition; none removes it.</summary>
    public void SetCustom(string definition, IEnumerable<ResourceKind> kinds)
    {
        lock (_lock)
        {
            ImmutableArray<ResourceKind> served = [.. kinds];
            _custom = served.IsEmpty ? _custom.Remove(definition) : _custom.SetItem(definition, served);
            _current = new ResourceSet([.. _builtIn, .. _custom.OrderBy(c => c.Key, StringComparer.Ordinal).SelectMany(c => c.Value)]);
        }
    }
}

/// <summary>An immutable view of the registry.</summary>
internal sealed class ResourceSet
{
    private readonly FrozenDictionary<(string Group, string Version, string Plural), ResourceKind> _byPath;
    private readonly FrozenDictionary<(string Group, string Version, string Kind), ResourceKind> _byKind;

    public ResourceSet(ImmutableArray<ResourceKind> kinds)
    {
        Kinds = kinds;
        _byPath = kinds.ToFrozenDictionary(k => (k.Group, k.Version, k.Plural));
        _byKind = kinds.GroupBy(k => (k.Group, k.Version, k.Kind)).ToFrozenDictionary(g => g.Key, g => g.First());
        Groups = [.. kinds.GroupBy(k => k.Group).Select(g => new ApiGroup(g.Key, ApiVersions.Sort(g.Select(k => k.Version).Distinct())))];
    }

    public ImmutableArray<ResourceKind> Kinds { get; }

    public ImmutableArray<ApiGroup> Groups { get; }

    public ResourceKind? Find(string group, string version, string plural) => _byPath.GetValueOrDefault((group, version, plural));

    public ResourceKind? FindKind(string group, string version, string kind) => _byKind.GetValueOrDefault((group, version, kind));

    public ResourceKind Require(string group, string version, string plural) =>
        Find(group, version, plural) ?? throw new InvalidOperationException($"Resource {plural}.{version}.{group} is not registered.");

    public bool HasGroup(string group) => Groups.Any(g => g.Name == group);

    /// <summary>One kind per stored resource: the place where an object lives, whatever versions show it.</summary>
    public IEnumerable<ResourceKind> StorageKinds => Kinds.Where(k => k.Stored && k.Version == k.StorageVersion && k.StorageName is null);
}

/// <param name="Name">Group name; empty for the core group.</param>
/// <param name="Versions">Best first.</param>
internal sealed record ApiGroup(string Name, IReadOnlyList<string> Versions);

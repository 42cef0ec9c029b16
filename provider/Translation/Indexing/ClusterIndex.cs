using System.Collections.Immutable;
using Sluice.GatewayApi;

namespace Sluice.Translation.Indexing;

/// <summary>
/// A view with the lookups that translation needs. A group that did not change since the last index is the same instance, so that what
/// was compiled from it stays valid.
/// </summary>
internal sealed class ClusterIndex
{
    private const string ServiceNameLabel = "kubernetes.io/service-name";

    private readonly Dictionary<ObjectKey, EndpointSliceSet> _slices;
    private readonly Dictionary<string, GrantSet> _grants;
    private readonly Dictionary<ObjectKey, PolicySet> _policies;

    public ClusterIndex(ClusterView view, ClusterIndex? last)
    {
        View = view;
        _slices = last is not null && ReferenceEquals(last.View.EndpointSlices, view.EndpointSlices)
            ? last._slices
            : Group(
                view.EndpointSlices.Values.Where(slice => slice.Metadata?.Labels?.ContainsKey(ServiceNameLabel) == true),
                slice => [new ObjectKey(slice.Metadata?.Namespace ?? "", slice.Metadata!.Labels![ServiceNameLabel])],
                slices => [.. slices.OrderBy(slice => slice.Metadata?.Name, StringComparer.Ordinal)],
                last?._slices,
                set => set.Slices,
                slices => new EndpointSliceSet(slices));
        _grants = last is not null && ReferenceEquals(last.View.ReferenceGrants, view.ReferenceGrants)
            ? last._grants
            : Group(
                view.ReferenceGrants.Values,
                grant => [grant.Metadata?.Namespace ?? ""],
                grants => [.. grants.OrderBy(grant => grant.Metadata?.Name, StringComparer.Ordinal)],
                last?._grants,
                set => set.Grants,
                grants => new GrantSet(grants));
        _policies = last is not null && ReferenceEquals(last.View.BackendTlsPolicies, view.BackendTlsPolicies)
            ? last._policies
            : Group(view.BackendTlsPolicies.Values, Targets, policies => [.. policies.OldestFirst()], last?._policies, set => set.Policies, policies => new PolicySet(policies));
    }

    public ClusterView View { get; }

    public EndpointSliceSet Slices(ObjectKey service) => _slices.GetValueOrDefault(service, EndpointSliceSet.Empty);

    public GrantSet Grants(string @namespace) => _grants.GetValueOrDefault(@namespace, GrantSet.Empty);

    public PolicySet Policies(ObjectKey service) => _policies.GetValueOrDefault(service, PolicySet.Empty);

    /// <summary>The instance that stands for all objects of a kind of dependency.</summary>
    public object Map(DependencyKind kind) => kind switch
    {
        DependencyKind.Service => View.Services,
        DependencyKind.Secret => View.Secrets,
        DependencyKind.ConfigMap => View.ConfigMaps,
        DependencyKind.EndpointSlices => View.EndpointSlices,
        DependencyKind.Grants => View.ReferenceGrants,
        DependencyKind.Policies => View.BackendTlsPolicies,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>What a dependency leads to in this view; null where there is no such object.</summary>
    public object? Current(DependencyKind kind, ObjectKey key) => kind switch
    {
        DependencyKind.Service => View.Services.GetValueOrDefault(key),
        DependencyKind.Secret => View.Secrets.GetValueOrDefault(key),
        DependencyKind.ConfigMap => View.ConfigMaps.GetValueOrDefault(key),
        DependencyKind.EndpointSlices => Slices(key),
        DependencyKind.Grants => Grants(key.Namespace),
        DependencyKind.Policies => Policies(key),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static IEnumerable<ObjectKey> Targets(BackendTLSPolicy policy) =>
        (policy.Spec?.TargetRefs ?? [])
            .Where(target => string.IsNullOrEmpty(target.Group) && target.Kind == "Service")
            .Select(target => new ObjectKey(policy.Metadata?.Namespace ?? "", target.Name ?? ""))
            .Distinct();

    private static Dictionary<TKey, TSet> Group<TKey, TItem, TSet>(
        IEnumerable<TItem> items,
        Func<TItem, IEnumerable<TKey>> keys,
        Func<IEnumerable<TItem>, ImmutableArray<TItem>> order,
        Dictionary<TKey, TSet>? last,
        Func<TSet, ImmutableArray<TItem>> content,
        Func<ImmutableArray<TItem>, TSet> make)
        where TKey : notnull
        where TItem : class
        where TSet : class
    {
        var groups = new Dictionary<TKey, TSet>();
        foreach (var group in items.SelectMany(item => keys(item).Select(key => (Key: key, Item: item))).GroupBy(pair => pair.Key, pair => pair.Item))
        {
            var sorted = order(group);
            groups[group.Key] = last is not null && last.TryGetValue(group.Key, out var before) && content(before).AsSpan().SequenceEqual(sorted.AsSpan(), ReferenceComparer<TItem>.Instance)
                ? before
                : make(sorted);
        }

        return groups;
    }

    private sealed class ReferenceComparer<T> : IEqualityComparer<T>
        where T : class
    {
        public static readonly ReferenceComparer<T> Instance = new();

        public bool Equals(T? x, T? y) => ReferenceEquals(x, y);

        public int GetHashCode(T obj) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj);
    }
}

using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>Who depends on whom among the resources of a state, the dependency's own order kept.</summary>
internal sealed class DependencyGraph
{
    private readonly IReadOnlyList<ResourceState> _resources;
    private readonly ILookup<Urn, ResourceState> _dependents;

    public DependencyGraph(IReadOnlyList<ResourceState> resources)
    {
        _resources = resources;
        _dependents = resources.SelectMany(static r => r.AllDependencies().Select(d => (Dependency: d, Resource: r))).ToLookup(static p => p.Dependency, static p => p.Resource);
    }

    /// <summary>The resources that name this URN as parent, provider or dependency.</summary>
    public IEnumerable<ResourceState> DependentsOf(Urn urn) => _dependents[urn];

    /// <summary>Everything that directly or indirectly depends on a resource, in the order of the state.</summary>
    public IReadOnlyList<ResourceState> AllDependentsOf(Urn urn)
    {
        var found = new HashSet<ResourceState>(ReferenceEqualityComparer.Instance);
        var open = new Queue<Urn>([urn]);
        while (open.TryDequeue(out var next))
        {
            foreach (var dependent in _dependents[next].Where(found.Add))
            {
                open.Enqueue(dependent.Urn);
            }
        }

        return [.. _resources.Where(found.Contains)];
    }
}

using System.Collections.Immutable;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>Puts every resource after all it depends on and otherwise leaves the order alone; the state file demands it.</summary>
internal static class TopologicalOrder
{
    public static ImmutableArray<ResourceState> Sort(IReadOnlyList<ResourceState> resources)
    {
        var byUrn = new Dictionary<Urn, ResourceState>();
        var providers = new Dictionary<string, ResourceState>(StringComparer.Ordinal);
        foreach (var resource in resources)
        {
            // A live instance satisfies a dependency; one that waits for its deletion does so only when there is no other.
            if (!resource.Delete || !byUrn.ContainsKey(resource.Urn))
            {
                byUrn[resource.Urn] = resource;
            }

            if (resource.IsProvider)
            {
                providers[new ProviderReference(resource.Urn, resource.Id).ToString()] = resource;
            }
        }

        var result = ImmutableArray.CreateBuilder<ResourceState>(resources.Count);
        var visited = new HashSet<ResourceState>(ReferenceEqualityComparer.Instance);
        foreach (var resource in resources)
        {
            Visit(resource);
        }

        return result.DrainToImmutable();

        void Visit(ResourceState resource)
        {
            if (!visited.Add(resource))
            {
                return;
            }

            if (providers.TryGetValue(resource.Provider, out var provider))
            {
                Visit(provider);
            }

            foreach (var urn in resource.AllDependencies())
            {
                if (byUrn.TryGetValue(urn, out var dependency))
                {
                    Visit(dependency);
                }
            }

            result.Add(resource);
        }
    }
}

using Sluice.Engine.Values;

namespace Sluice.Engine.State;

/// <summary>The rules every state file keeps, checked when it is read and before it is written.</summary>
internal static class CheckpointIntegrity
{
    public static IReadOnlyList<string> Problems(Checkpoint checkpoint)
    {
        var problems = new List<string>();
        var all = checkpoint.Resources.Select(static r => r.Urn).ToHashSet();
        var seen = new HashSet<Urn>();
        var live = new HashSet<Urn>();
        var providers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in checkpoint.Resources)
        {
            if (!resource.Custom && resource.Id.Length > 0)
            {
                problems.Add($"component {resource.Urn} has an id ('{resource.Id}')");
            }

            if (resource.Provider.Length > 0 && !resource.PendingReplacement && !providers.Contains(resource.Provider))
            {
                problems.Add($"resource {resource.Urn} refers to unknown provider {resource.Provider}");
            }

            foreach (var (kind, urn) in References(resource))
            {
                if (!seen.Contains(urn))
                {
                    problems.Add(all.Contains(urn)
                        ? $"resource {resource.Urn}'s {kind} {urn} comes after it"
                        : $"resource {resource.Urn} refers to missing {kind} {urn}");
                }
            }

            if (!resource.Delete && !live.Add(resource.Urn))
            {
                problems.Add($"resource {resource.Urn} appears twice without being marked for deletion");
            }

            seen.Add(resource.Urn);
            if (resource.IsProvider)
            {
                providers.Add(new ProviderReference(resource.Urn, resource.Id).ToString());
            }
        }

        return problems;
    }

    private static IEnumerable<(string Kind, Urn Urn)> References(ResourceState resource)
    {
        if (resource.Parent is { } parent)
        {
            yield return ("parent", parent);
        }

        foreach (var urn in resource.Dependencies)
        {
            yield return ("dependency", urn);
        }

        foreach (var urn in resource.PropertyDependencies.Values.SelectMany(static d => d).Distinct())
        {
            yield return ("property dependency", urn);
        }

        if (resource.DeletedWith is { } with)
        {
            yield return ("deletedWith", with);
        }
    }
}

using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>Which kinds of objects the server holds right now, custom ones included.</summary>
internal sealed class ResourceDiscovery(ApiClient client)
{
    public async Task<IReadOnlyList<ApiResource>> GetAsync(CancellationToken cancel)
    {
        var found = new List<ApiResource>();
        await AddAsync(found, "", "v1", "api/v1", cancel).ConfigureAwait(false);
        V1APIGroupList groups = await client.GetRawAsync<V1APIGroupList>("apis", cancel).ConfigureAwait(false);
        foreach (V1APIGroup group in groups.Groups)
        {
            // All versions show the same objects; the preferred one first, others only for what it lacks.
            IEnumerable<string> versions = group.Versions.Select(v => v.Version)
                .OrderBy(v => v == group.PreferredVersion?.Version ? 0 : 1);
            foreach (string version in versions)
            {
                await AddAsync(found, group.Name, version, $"apis/{group.Name}/{version}", cancel).ConfigureAwait(false);
            }
        }

        return found;
    }

    private async Task AddAsync(List<ApiResource> found, string group, string version, string path, CancellationToken cancel)
    {
        V1APIResourceList list;
        try
        {
            list = await client.GetRawAsync<V1APIResourceList>(path, cancel).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // A custom group that went away between the two questions.
            return;
        }

        foreach (V1APIResource resource in list.Resources ?? [])
        {
            if (!resource.Name.Contains('/', StringComparison.Ordinal)
                && resource.Verbs.Contains("list") && resource.Verbs.Contains("watch") && resource.Verbs.Contains("delete")
                && !found.Any(f => f.Group == group && f.Plural == resource.Name))
            {
                found.Add(new ApiResource(group, version, resource.Name, resource.Kind, resource.Namespaced ? ResourceScope.Namespaced : ResourceScope.Cluster));
            }
        }
    }
}

namespace Pulumi;

/// <summary>What depending on a resource means for the engine.</summary>
internal static class ResourceGraph
{
    /// <summary>
    /// A local component has no state of its own that one could wait for: depending on it is depending on every custom
    /// resource and remote component below it.
    /// </summary>
    public static IEnumerable<Resource> Expand(IEnumerable<Resource> resources)
    {
        var seen = new HashSet<Resource>();
        var queue = new Queue<Resource>(resources);
        while (queue.TryDequeue(out var resource))
        {
            if (!seen.Add(resource))
            {
                continue;
            }

            if (resource is ComponentResource component)
            {
                foreach (var child in component.Children())
                {
                    queue.Enqueue(child);
                }
            }
        }

        return seen.Where(resource => resource is CustomResource or ComponentResource { IsRemote: true });
    }

    public static async Task<HashSet<string>> UrnsAsync(IEnumerable<Resource> resources)
    {
        var urns = new HashSet<string>();
        foreach (var resource in Expand(resources).ToArray())
        {
            var data = await resource.Urn.DataTask.ConfigureAwait(false);
            if (data.IsKnown && !string.IsNullOrEmpty(data.Value))
            {
                urns.Add(data.Value);
            }
        }

        return urns;
    }
}

using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;

namespace Sluice.LocalCluster.ApiServer.Discovery;

/// <summary>All groups and resources in one document.</summary>
internal static class AggregatedDiscovery
{
    public static JsonObject Build(ResourceSet resources, bool core)
    {
        var items = new JsonArray();
        foreach (var group in resources.Groups.Where(g => g.Name.Length == 0 == core))
        {
            var metadata = new JsonObject();
            if (group.Name.Length > 0)
            {
                metadata["name"] = group.Name;
            }

            items.Add((JsonNode)new JsonObject
            {
                ["metadata"] = metadata,
                ["versions"] = new JsonArray([.. group.Versions.Select(v => (JsonNode)Version(resources, group.Name, v))]),
            });
        }

        return new JsonObject
        {
            ["kind"] = "APIGroupDiscoveryList",
            ["apiVersion"] = "apidiscovery.k8s.io/v2",
            ["metadata"] = new JsonObject(),
            ["items"] = items,
        };
    }

    private static JsonObject Version(ResourceSet resources, string group, string version) => new()
    {
        ["version"] = version,
        ["resources"] = new JsonArray([.. resources.Kinds.Where(k => k.Group == group && k.Version == version)
            .OrderBy(k => k.Plural, StringComparer.Ordinal).Select(k => (JsonNode)Resource(k))]),
        ["freshness"] = "Current",
    };

    private static JsonObject Resource(ResourceKind kind)
    {
        var row = new JsonObject
        {
            ["resource"] = kind.Plural,
            ["responseKind"] = Kind(kind, new GroupVersionKind(kind.Group, kind.Version, kind.Kind)),
            ["scope"] = kind.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = kind.Singular,
            ["verbs"] = Names(kind.Verbs),
        };
        if (kind.ShortNames.Count > 0)
        {
            row["shortNames"] = Names(kind.ShortNames);
        }

        if (kind.Categories.Count > 0)
        {
            row["categories"] = Names(kind.Categories);
        }

        if (kind.Subresources.Count > 0)
        {
            row["subresources"] = new JsonArray([.. kind.Subresources.Select(s => (JsonNode)new JsonObject
            {
                ["subresource"] = s.Name,
                ["responseKind"] = Kind(kind, s.ResponseKind),
                ["verbs"] = Names(s.Verbs),
            })]);
        }

        return row;
    }

    /// <summary>Built-in kinds leave out the group and version they share with the list; custom ones spell them out.</summary>
    private static JsonObject Kind(ResourceKind kind, GroupVersionKind answers)
    {
        var same = kind.Custom is null && answers.Group == kind.Group && answers.Version == kind.Version;
        return new JsonObject { ["group"] = same ? "" : answers.Group, ["version"] = same ? "" : answers.Version, ["kind"] = answers.Kind };
    }

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(n => (JsonNode?)n)]);
}

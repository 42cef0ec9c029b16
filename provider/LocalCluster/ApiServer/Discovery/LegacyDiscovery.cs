using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;

namespace Sluice.LocalCluster.ApiServer.Discovery;

/// <summary>Discovery documents per group and version.</summary>
internal static class LegacyDiscovery
{
    public static JsonObject Core(string serverAddress) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = serverAddress }),
    };

    public static JsonObject Groups(ResourceSet resources) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. resources.Groups.Where(g => g.Name.Length > 0).Select(g => (JsonNode)Group(g, withType: false))]),
    };

    public static JsonObject Group(ApiGroup group, bool withType)
    {
        var document = new JsonObject();
        if (withType)
        {
            document["kind"] = "APIGroup";
            document["apiVersion"] = "v1";
        }

        document["name"] = group.Name;
        document["versions"] = new JsonArray([.. group.Versions.Select(v => (JsonNode)Version(group.Name, v))]);
        document["preferredVersion"] = Version(group.Name, group.Versions[0]);
        return document;
    }

    private static JsonObject Version(string group, string version) => new() { ["groupVersion"] = $"{group}/{version}", ["version"] = version };

    public static JsonObject Resources(ResourceSet resources, string group, string version)
    {
        var rows = new JsonArray();
        foreach (var kind in resources.Kinds.Where(k => k.Group == group && k.Version == version).OrderBy(k => k.Plural, StringComparer.Ordinal))
        {
            rows.Add((JsonNode)Resource(kind));
            foreach (var subresource in kind.Subresources)
            {
                rows.Add((JsonNode)Sub(kind, subresource));
            }
        }

        var document = new JsonObject { ["kind"] = "APIResourceList" };
        if (group.Length > 0)
        {
            document["apiVersion"] = "v1";
        }

        document["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}";
        document["resources"] = rows;
        return document;
    }

    private static JsonObject Resource(ResourceKind kind)
    {
        var row = new JsonObject
        {
            ["name"] = kind.Plural,
            ["singularName"] = kind.Singular,
            ["namespaced"] = kind.Namespaced,
            ["kind"] = kind.Kind,
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

        if (kind.Stored)
        {
            row["storageVersionHash"] = DiscoveryEndpoints.StorageHash(kind);
        }

        return row;
    }

    private static JsonObject Sub(ResourceKind kind, Subresource subresource)
    {
        var row = new JsonObject { ["name"] = $"{kind.Plural}/{subresource.Name}", ["singularName"] = "", ["namespaced"] = kind.Namespaced };
        var answers = subresource.ResponseKind;
        if (answers.Group != kind.Group || answers.Version != kind.Version)
        {
            row["group"] = answers.Group;
            row["version"] = answers.Version;
        }

        row["kind"] = answers.Kind;
        row["verbs"] = Names(subresource.Verbs);
        return row;
    }

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(n => (JsonNode?)n)]);
}

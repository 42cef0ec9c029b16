using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;

namespace Sluice.LocalCluster.ApiServer.Writing;

/// <summary>The order of keys a real server answers with: typed order for built-in kinds, alphabetical for custom resources.</summary>
internal static class ObjectLayout
{
    private static readonly string[] Root = ["kind", "apiVersion", "metadata"];

    private static readonly string[] Metadata =
    [
        "name", "generateName", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers", "managedFields",
    ];

    public static JsonObject Arrange(JsonObject tree, ResourceKind kind)
    {
        tree["kind"] = kind.Kind;
        tree["apiVersion"] = kind.Custom is null && kind.StorageName is null ? kind.ApiVersion : Storage(kind);
        if (kind.Custom is not null)
        {
            return Alphabetical(tree);
        }

        var metadata = tree["metadata"] as JsonObject ?? [];
        tree["metadata"] = null;
        tree["metadata"] = Take(metadata, Metadata);
        return Take(tree, Root);
    }

    private static string Storage(ResourceKind kind) => kind.Group.Length == 0 ? kind.StorageVersion : $"{kind.Group}/{kind.StorageVersion}";

    private static JsonObject Take(JsonObject source, string[] first)
    {
        var items = source.ToList();
        source.Clear();
        var ordered = new JsonObject();
        foreach (var name in first)
        {
            var index = items.FindIndex(p => p.Key == name);
            if (index >= 0)
            {
                ordered[name] = name is "labels" or "annotations" && items[index].Value is JsonObject map ? Sorted(map) : items[index].Value;
                items.RemoveAt(index);
            }
        }

        foreach (var (name, value) in items)
        {
            ordered[name] = value;
        }

        return ordered;
    }

    private static JsonObject Sorted(JsonObject map)
    {
        var items = map.OrderBy(p => p.Key, StringComparer.Ordinal).ToList();
        map.Clear();
        var sorted = new JsonObject();
        foreach (var (name, value) in items)
        {
            sorted[name] = value;
        }

        return sorted;
    }

    private static JsonObject Alphabetical(JsonObject source)
    {
        var items = source.OrderBy(p => p.Key, StringComparer.Ordinal).ToList();
        source.Clear();
        var ordered = new JsonObject();
        foreach (var (name, value) in items)
        {
            ordered[name] = value switch
            {
                JsonObject obj => Alphabetical(obj),
                JsonArray array => Alphabetical(array),
                _ => value,
            };
        }

        return ordered;
    }

    private static JsonArray Alphabetical(JsonArray array)
    {
        var items = array.ToList();
        array.Clear();
        foreach (var item in items)
        {
            array.Add(item switch
            {
                JsonObject obj => Alphabetical(obj),
                JsonArray inner => Alphabetical(inner),
                _ => item,
            });
        }

        return array;
    }
}

using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Schemas;

namespace Sluice.LocalCluster.ApiServer.Apply;

/// <summary>The fields an object names.</summary>
internal static class ObjectFields
{
    public static FieldSet Of(JsonObject tree, Schema schema)
    {
        var set = new FieldSet();
        Walk(tree, schema, [], set);
        return set;
    }

    private static void Walk(JsonNode? value, Schema declared, List<string> path, FieldSet set)
    {
        var schema = ListItems.Deduce(value, declared);
        switch (value)
        {
            case JsonObject obj when ListItems.IsMergedMap(schema):
                foreach (var (name, child) in obj)
                {
                    if (ListItems.FieldOf(schema, name) is not { } field)
                    {
                        continue;
                    }

                    path.Add("f:" + name);
                    Walk(child, field, path, set);
                    if (child is null or JsonObject { Count: 0 } || schema.Field(name) is null)
                    {
                        set.Insert(path);
                    }

                    path.RemoveAt(path.Count - 1);
                }

                break;
            case JsonArray array when ListItems.IsMergedList(schema):
                foreach (var (element, item) in ListItems.Named(array, schema))
                {
                    path.Add(element);
                    Walk(item, schema.Items!, path, set);
                    set.Insert(path);
                    path.RemoveAt(path.Count - 1);
                }

                break;
            default:
                if (path.Count > 0)
                {
                    set.Insert(path);
                }

                break;
        }
    }
}

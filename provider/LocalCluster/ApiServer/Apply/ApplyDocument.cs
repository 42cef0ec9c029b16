using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Schemas;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Apply;

/// <summary>Checks an applied configuration: it must say what it is and name only fields that exist.</summary>
internal static class ApplyDocument
{
    public static void Check(JsonObject applied, ResourceKind kind, string name)
    {
        var given = applied.Text("kind") ?? "";
        var version = applied.Text("apiVersion") ?? "";
        if (given.Length == 0 || version.Length == 0)
        {
            var slash = version.Contains('/', StringComparison.Ordinal) || version.Length == 0 ? version : "/" + version;
            throw ApiException.BadRequest($"invalid object type: {(version.Length == 0 ? "/" : slash)}, Kind={given}");
        }

        if (version != kind.ApiVersion || given != kind.Kind)
        {
            throw ApiException.BadRequest($"the API version in the data ({version}) does not match the expected API version ({kind.ApiVersion})");
        }

        if (applied.At("metadata", "managedFields") is not null)
        {
            throw ApiException.BadRequest("metadata.managedFields must be nil");
        }

        var problems = new List<string>();
        Walk(applied, kind.Schema, "", problems);
        if (problems.Count > 0)
        {
            throw ApiException.Internal($"failed to create typed patch object ({applied.Text("metadata", "namespace") ?? ""}/{applied.Text("metadata", "name") ?? name}; {kind.Group}/{kind.Version}, Kind={kind.Kind}): {(problems.Count == 1 ? problems[0] : "errors:\n  " + string.Join("\n  ", problems))}");
        }
    }

    private static void Walk(JsonNode? value, Schema schema, string path, List<string> problems)
    {
        if (value is null || schema.Type == SchemaType.Any)
        {
            return;
        }

        switch (schema.Type)
        {
            case SchemaType.Object or SchemaType.Map:
                if (value is not JsonObject obj)
                {
                    problems.Add($"{path}: expected map, got &{{{JsonTree.ScalarText(value)}}}");
                    return;
                }

                foreach (var (name, child) in obj)
                {
                    if (ListItems.FieldOf(schema, name) is { } field)
                    {
                        Walk(child, field, $"{path}.{name}", problems);
                    }
                    else
                    {
                        problems.Add($"{path}.{name}: field not declared in schema");
                    }
                }

                break;
            case SchemaType.List:
                if (value is not JsonArray array)
                {
                    problems.Add($"{path}: expected list, got &{{{JsonTree.ScalarText(value)}}}");
                    return;
                }

                Items(array, schema, path, problems);
                break;
            case SchemaType.Integer when value.GetValueKind() != JsonValueKind.Number:
                problems.Add($"{path}: expected numeric (int or float), got {JsonTree.ScalarText(value)}");
                break;
            case SchemaType.String when value.GetValueKind() != JsonValueKind.String:
                problems.Add($"{path}: expected string, got &value.valueUnstructured{{Value:{JsonTree.ScalarText(value)}}}");
                break;
            case SchemaType.Boolean when value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False):
                problems.Add($"{path}: expected boolean, got {JsonTree.ScalarText(value)}");
                break;
        }
    }

    private static void Items(JsonArray array, Schema schema, string path, List<string> problems)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < array.Count; i++)
        {
            var at = $"{path}[{i}]";
            if (ListItems.IsMergedList(schema))
            {
                if (schema.ListKind == ListKind.Map && schema.MapKeys.FirstOrDefault(k => array[i].Child(k) is null && schema.Items!.Field(k)?.Default is null) is { } missing)
                {
                    problems.Add($"{path}: element {i}: associative list with keys has an element that omits key field \"{missing}\" (and doesn't have default value)");
                    continue;
                }

                var element = ListItems.Element(array[i], schema);
                at = path + FieldSet.Print([element]);
                if (!seen.Add(element))
                {
                    problems.Add($"{path}: duplicate entries for key {FieldSet.Print([element])}");
                }
            }

            Walk(array[i], schema.Items!, at, problems);
        }
    }
}

using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Discovery;
using Sluice.LocalCluster.ApiServer.Resources;

namespace Sluice.LocalCluster.ApiServer.OpenApi;

/// <summary>
/// Rewrites the OpenAPI 3 documents of all group versions as the one OpenAPI 2 document that older clients, kubectl for lists and the
/// Pulumi provider read. What version 2 cannot say (alternatives, null) is left open, so that nobody refuses on his own what the server
/// would take.
/// </summary>
internal static class OpenApi2Builder
{
    private const string Version3References = "#/components/schemas/";
    private const string Version2References = "#/definitions/";

    public static JsonObject Build(ResourceSet set)
    {
        var paths = new JsonObject();
        var definitions = new JsonObject();
        foreach (var (group, version) in set.Kinds.Select(static k => (k.Group, k.Version)).Distinct())
        {
            var document = OpenApiBuilder.Build(set, group, version);
            foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
            {
                if (!definitions.ContainsKey(name))
                {
                    definitions[name] = Schema(schema!.AsObject());
                }
            }

            foreach (var (path, operations) in document["paths"]!.AsObject())
            {
                paths[path] = new JsonObject(operations!.AsObject().Select(o => KeyValuePair.Create(o.Key, (JsonNode?)Operation(o.Value!.AsObject()))));
            }
        }

        return new JsonObject
        {
            ["swagger"] = "2.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = ServerVersion.GitVersion },
            ["paths"] = paths,
            ["definitions"] = definitions,
        };
    }

    private static JsonObject Operation(JsonObject operation)
    {
        var parameters = new JsonArray();
        foreach (var parameter in operation["parameters"]!.AsArray())
        {
            parameters.Add(new JsonObject
            {
                ["name"] = parameter!["name"]!.DeepClone(),
                ["in"] = parameter["in"]!.DeepClone(),
                ["type"] = parameter["schema"]!["type"]!.DeepClone(),
                ["uniqueItems"] = true,
            });
        }

        if (operation["requestBody"] is { } body)
        {
            parameters.Add(new JsonObject { ["name"] = "body", ["in"] = "body", ["required"] = true, ["schema"] = Content(body) });
        }

        var rewritten = new JsonObject { ["operationId"] = operation["operationId"]!.DeepClone(), ["parameters"] = parameters };
        rewritten["responses"] = new JsonObject(operation["responses"]!.AsObject().Select(static r => KeyValuePair.Create(
            r.Key,
            (JsonNode?)new JsonObject { ["description"] = r.Value!["description"]!.DeepClone(), ["schema"] = Content(r.Value) })));
        CopyExtensions(operation, rewritten);
        return rewritten;
    }

    private static JsonObject Content(JsonNode holder) => Schema(holder["content"]!["application/json"]!["schema"]!.AsObject());

    private static JsonObject Schema(JsonObject schema)
    {
        var rewritten = new JsonObject();
        foreach (var (field, value) in schema)
        {
            switch (field)
            {
                case "$ref":
                    rewritten[field] = Reference(value!);
                    break;
                case "allOf" when value is JsonArray { Count: 1 } only && only[0]!["$ref"] is { } reference:
                    rewritten["$ref"] = Reference(reference);
                    break;
                case "oneOf" when schema["type"] is null:
                    rewritten["type"] = "string";
                    if (value!.AsArray().Any(static option => option!["type"]?.GetValue<string>() == "integer"))
                    {
                        rewritten["format"] = "int-or-string";
                    }

                    break;
                case "oneOf" or "anyOf" or "allOf" or "not" or "nullable":
                    break;
                case "properties":
                    rewritten[field] = new JsonObject(value!.AsObject().Select(static p => KeyValuePair.Create(p.Key, (JsonNode?)Schema(p.Value!.AsObject()))));
                    break;
                case "items" or "additionalProperties" when value is JsonObject inner:
                    rewritten[field] = Schema(inner);
                    break;
                default:
                    rewritten[field] = value?.DeepClone();
                    break;
            }
        }

        if (schema["nullable"]?.GetValue<bool>() == true || schema["x-kubernetes-preserve-unknown-fields"]?.GetValue<bool>() == true)
        {
            foreach (var field in (string[])["type", "properties", "items", "additionalProperties", "required"])
            {
                rewritten.Remove(field);
            }
        }

        return rewritten;
    }

    private static string Reference(JsonNode reference) => Version2References + reference.GetValue<string>()[Version3References.Length..];

    private static void CopyExtensions(JsonObject from, JsonObject to)
    {
        foreach (var (field, value) in from.Where(static f => f.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            to[field] = value?.DeepClone();
        }
    }
}

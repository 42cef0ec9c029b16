using System.Text.Json.Nodes;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Annotations;
using Sluice.GatewayApi.Validation;
using System.Reflection;

namespace Sluice.LocalCluster.ApiServer.Definitions;

/// <summary>The CustomResourceDefinitions of the Gateway API, written from the typed model.</summary>
internal static class GatewayDefinitions
{
    public static IEnumerable<JsonObject> All() => KnownKinds.GatewayApi.Select(Definition);

    private static JsonObject Definition(KnownKind known)
    {
        var kind = known.Kind;
        var names = new JsonObject
        {
            ["kind"] = kind.Kind,
            ["listKind"] = kind.Kind + "List",
            ["plural"] = kind.Plural,
            ["singular"] = kind.Kind.ToLowerInvariant(),
            ["categories"] = new JsonArray("gateway-api"),
        };
        if (kind.ShortNames.Length > 0)
        {
            names["shortNames"] = new JsonArray([.. kind.ShortNames.Select(n => (JsonNode?)n)]);
        }

        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{kind.Plural}.{kind.Group}",
                ["annotations"] = new JsonObject
                {
                    ["gateway.networking.k8s.io/bundle-version"] = "v1.6.1",
                    ["gateway.networking.k8s.io/channel"] = "experimental",
                },
            },
            ["spec"] = new JsonObject
            {
                ["group"] = kind.Group,
                ["names"] = names,
                ["scope"] = kind.Namespaced ? "Namespaced" : "Cluster",
                ["versions"] = new JsonArray([.. kind.Versions.Select(v => (JsonNode)Version(known, v))]),
            },
        };
    }

    private static JsonObject Version(KnownKind known, string version)
    {
        var document = new JsonObject
        {
            ["name"] = version,
            ["served"] = true,
            ["storage"] = version == known.Kind.StorageVersion,
            ["schema"] = new JsonObject { ["openAPIV3Schema"] = Schema(SchemaTable.For(known, version)) },
        };
        if (known.Kind.DeprecatedVersions.Contains(version))
        {
            document["deprecated"] = true;
            document["deprecationWarning"] = $"The {version} version of {known.Kind.Kind} has been deprecated and will be removed in a future release of the API. Please upgrade to {known.Kind.StorageVersion}.";
        }

        if (known.Kind.HasStatus)
        {
            document["subresources"] = new JsonObject { ["status"] = new JsonObject() };
        }

        var columns = known.Type.GetCustomAttributes<PrinterColumnAttribute>().Select(Column).ToArray();
        if (columns.Length > 0)
        {
            document["additionalPrinterColumns"] = new JsonArray(columns);
        }

        return document;
    }

    private static JsonNode Column(PrinterColumnAttribute column)
    {
        var row = new JsonObject { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.JsonPath };
        if (column.Priority != 0)
        {
            row["priority"] = column.Priority;
        }

        return row;
    }

    private static JsonObject Schema(SchemaNode node)
    {
        var schema = new JsonObject();
        if (node.Description is { } description)
        {
            schema["description"] = description;
        }

        schema["type"] = node.TypeName;
        switch (node.Type)
        {
            case SchemaType.Record:
                var properties = new JsonObject();
                foreach (var (name, field) in node.Fields)
                {
                    properties[name] = Schema(field);
                }

                schema["properties"] = properties;
                if (node.Required.Length > 0)
                {
                    schema["required"] = new JsonArray([.. node.Required.Select(r => (JsonNode?)r)]);
                }

                break;
            case SchemaType.Map:
                schema["additionalProperties"] = Schema(node.Items!);
                break;
            case SchemaType.List:
                schema["items"] = Schema(node.Items!);
                schema["x-kubernetes-list-type"] = node.ListKind switch { ListKind.Map => "map", ListKind.Set => "set", _ => "atomic" };
                if (node.ListKind == ListKind.Map)
                {
                    schema["x-kubernetes-list-map-keys"] = new JsonArray([.. node.ListKeys.Select(k => (JsonNode?)k)]);
                }

                break;
        }

        if (node.AtomicMap)
        {
            schema["x-kubernetes-map-type"] = "atomic";
        }

        Limits(node, schema);
        return schema;
    }

    private static void Limits(SchemaNode node, JsonObject schema)
    {
        Set(schema, "minLength", node.MinLength);
        Set(schema, "maxLength", node.MaxLength);
        Set(schema, "minimum", node.Minimum);
        Set(schema, "maximum", node.Maximum);
        Set(schema, "minItems", node.MinItems);
        Set(schema, "maxItems", node.MaxItems);
        Set(schema, "maxProperties", node.MaxProperties);
        if (node.Format is { } format)
        {
            schema["format"] = format;
        }

        if (!node.Enum.IsEmpty)
        {
            schema["enum"] = new JsonArray([.. node.Enum.Select(e => node.Type == SchemaType.Number ? JsonNode.Parse(e) : JsonValue.Create(e))]);
        }

        if (node.Pattern is { } pattern)
        {
            schema["pattern"] = pattern;
        }

        if (node.Default is { } fallback)
        {
            schema["default"] = JsonNode.Parse(fallback);
        }
    }

    private static void Set(JsonObject schema, string name, long? value)
    {
        if (value is not null)
        {
            schema[name] = value;
        }
    }
}

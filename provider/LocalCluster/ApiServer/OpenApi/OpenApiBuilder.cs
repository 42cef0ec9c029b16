using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Discovery;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Schemas;

namespace Sluice.LocalCluster.ApiServer.OpenApi;

/// <summary>Writes the OpenAPI 3 document of one group version from the registry and the schemas.</summary>
internal sealed class OpenApiBuilder
{
    private readonly JsonObject _schemas = [];
    private readonly JsonObject _paths = [];

    public static JsonObject Build(ResourceSet set, string group, string version)
    {
        var builder = new OpenApiBuilder();
        foreach (var kind in set.Kinds.Where(k => k.Group == group && k.Version == version))
        {
            builder.AddKind(kind);
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = ServerVersion.GitVersion },
            ["paths"] = builder._paths,
            ["components"] = new JsonObject { ["schemas"] = builder._schemas },
        };
    }

    private void AddKind(ResourceKind kind)
    {
        var name = SchemaName(kind);
        AddRoot(kind, name);
        var prefix = kind.Group.Length == 0 ? $"/api/{kind.Version}" : $"/apis/{kind.Group}/{kind.Version}";
        var collection = kind.Namespaced ? $"{prefix}/namespaces/{{namespace}}/{kind.Plural}" : $"{prefix}/{kind.Plural}";
        _paths[collection] = Operations(kind, name, [("get", "list", "list"), ("post", "post", "create"), ("delete", "deletecollection", "deletecollection")]);
        if (!kind.Stored)
        {
            return;
        }

        _paths[$"{collection}/{{name}}"] = Operations(kind, name, [("get", "get", "get"), ("put", "put", "update"), ("patch", "patch", "patch"), ("delete", "delete", "delete")]);
        foreach (var subresource in kind.Subresources.Where(s => s.ResponseKind.Kind == kind.Kind && s.Verbs.Contains("patch")))
        {
            _paths[$"{collection}/{{name}}/{subresource.Name}"] = Operations(kind, name, [("get", "get", "get"), ("put", "put", "update"), ("patch", "patch", "patch")]);
        }
    }

    private static JsonObject Operations(ResourceKind kind, string schema, (string Method, string Action, string Verb)[] operations)
    {
        var path = new JsonObject();
        foreach (var (method, action, verb) in operations)
        {
            if (!kind.Verbs.Contains(verb))
            {
                continue;
            }

            var operation = new JsonObject
            {
                ["operationId"] = $"{action}{kind.Version}{kind.Kind}",
                ["parameters"] = Parameters(method),
                ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK", ["content"] = Content(schema) } },
                ["x-kubernetes-action"] = action,
                ["x-kubernetes-group-version-kind"] = new JsonObject { ["group"] = kind.Group, ["version"] = kind.Version, ["kind"] = kind.Kind },
            };
            if (method is "post" or "put")
            {
                operation["requestBody"] = new JsonObject { ["content"] = Content(schema), ["required"] = true };
            }

            path[method] = operation;
        }

        return path;
    }

    private static JsonArray Parameters(string method)
    {
        string[] names = method switch
        {
            "post" or "put" => ["dryRun", "fieldManager", "fieldValidation", "pretty"],
            "patch" => ["dryRun", "fieldManager", "fieldValidation", "force", "pretty"],
            "delete" => ["dryRun", "gracePeriodSeconds", "propagationPolicy", "pretty"],
            _ => ["labelSelector", "fieldSelector", "limit", "continue", "resourceVersion", "watch", "pretty"],
        };
        return new JsonArray([.. names.Select(n => (JsonNode)new JsonObject
        {
            ["name"] = n,
            ["in"] = "query",
            ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true },
        })]);
    }

    private static JsonObject Content(string schema) => new() { ["application/json"] = new JsonObject { ["schema"] = Reference(schema) } };

    private static JsonObject Reference(string schema) => new() { ["$ref"] = $"#/components/schemas/{schema}" };

    private void AddRoot(ResourceKind kind, string name)
    {
        JsonObject document;
        if (kind.Custom is null)
        {
            AddType(kind.Schema);
            document = (JsonObject)_schemas[name]!;
        }
        else
        {
            document = kind.Schema.Source is null ? new JsonObject { ["type"] = "object" } : (JsonObject)kind.Schema.Source.DeepClone();
            var properties = document["properties"] as JsonObject ?? [];
            document["properties"] = properties.Parent is null ? properties : document["properties"]!.DeepClone();
            AddType(KubernetesTypes.Instance.Get("meta.v1.ObjectMeta"));
            var fields = (JsonObject)document["properties"]!;
            fields["apiVersion"] = new JsonObject { ["type"] = "string", ["description"] = "Group and version of the object's kind." };
            fields["kind"] = new JsonObject { ["type"] = "string", ["description"] = "The object's kind." };
            fields["metadata"] = new JsonObject { ["allOf"] = new JsonArray(Reference(TypeName("meta.v1.ObjectMeta"))), ["description"] = "Name, labels and what the server keeps about the object." };
            _schemas[name] = document;
        }

        document["x-kubernetes-group-version-kind"] = new JsonArray(new JsonObject { ["group"] = kind.Group, ["version"] = kind.Version, ["kind"] = kind.Kind });
    }

    private static string SchemaName(ResourceKind kind)
    {
        if (kind.Custom is null)
        {
            return TypeName(kind.Schema.Name!);
        }

        return string.Join('.', kind.Group.Split('.').Reverse()) + $".{kind.Version}.{kind.Kind}";
    }

    /// <summary>The published name of a type of the table.</summary>
    private static string TypeName(string name) => name.Split('.')[0] switch
    {
        "meta" => "io.k8s.apimachinery.pkg.apis." + name,
        "apiextensions" => "io.k8s.apiextensions-apiserver.pkg.apis." + name,
        _ => "io.k8s.api." + name,
    };

    private void AddType(Schema schema)
    {
        var name = TypeName(schema.Name!);
        if (_schemas.ContainsKey(name))
        {
            return;
        }

        // The placeholder stops types that contain themselves.
        var document = new JsonObject { ["type"] = "object" };
        _schemas[name] = document;
        var properties = new JsonObject();
        foreach (var (field, shape) in schema.Fields.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            properties[field] = Describe(shape.Schema);
        }

        document["properties"] = properties;
        var required = schema.Fields.Where(f => f.Value.Required || (f.Value.Keep && !f.Value.Pointer && f.Value.Schema.Type == SchemaType.String)).Select(f => f.Key).Order(StringComparer.Ordinal).ToList();
        if (required.Count > 0)
        {
            document["required"] = new JsonArray([.. required.Select(r => (JsonNode?)r)]);
        }

        if (schema.Atomic)
        {
            document["x-kubernetes-map-type"] = "atomic";
        }
    }

    private JsonObject Describe(Schema schema)
    {
        switch (schema.Type)
        {
            case SchemaType.Object:
                AddType(KubernetesTypes.Instance.Get(schema.Name!));
                return new JsonObject { ["allOf"] = new JsonArray(Reference(TypeName(schema.Name!))), ["default"] = new JsonObject() };
            case SchemaType.Map:
                var map = new JsonObject { ["type"] = "object", ["additionalProperties"] = Describe(schema.Items!) };
                if (schema.Atomic)
                {
                    map["x-kubernetes-map-type"] = "atomic";
                }

                return map;
            case SchemaType.List:
                return DescribeList(schema);
            case SchemaType.Integer:
                return new JsonObject { ["type"] = "integer", ["format"] = schema.Format ?? "int64" };
            case SchemaType.Number:
                return new JsonObject { ["type"] = "number", ["format"] = "double" };
            case SchemaType.Boolean:
                return new JsonObject { ["type"] = "boolean" };
            case SchemaType.Bytes:
                return new JsonObject { ["type"] = "string", ["format"] = "byte" };
            case SchemaType.IntOrString or SchemaType.Quantity:
                return new JsonObject { ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = schema.Type == SchemaType.Quantity ? "number" : "integer" }) };
            case SchemaType.Time or SchemaType.MicroTime:
                return new JsonObject { ["type"] = "string", ["format"] = "date-time" };
            case SchemaType.String:
                var text = new JsonObject { ["type"] = "string" };
                if (schema.Default is { } fallback)
                {
                    text["default"] = fallback.DeepClone();
                }

                return text;
            default:
                return new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
        }
    }

    private JsonObject DescribeList(Schema schema)
    {
        var list = new JsonObject
        {
            ["type"] = "array",
            ["items"] = Describe(schema.Items!),
            ["x-kubernetes-list-type"] = schema.ListKind switch { ListKind.Map => "map", ListKind.Set => "set", _ => "atomic" },
        };
        if (schema.ListKind == ListKind.Map)
        {
            list["x-kubernetes-list-map-keys"] = new JsonArray([.. schema.MapKeys.Select(k => (JsonNode?)k)]);
        }

        if (schema.PatchMergeKey is { } key)
        {
            list["x-kubernetes-patch-merge-key"] = key;
        }

        if (schema.PatchStrategy is { } strategy)
        {
            list["x-kubernetes-patch-strategy"] = strategy;
        }

        return list;
    }
}
